"""Hostile HEIC and AVIF files, put together box by box (ISO/IEC 14496-12 and 23008-12). Each recipe writes one file."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

# Grey pictures as x265 writes them: the configuration (hvcC) and the picture, of 64 and of 8192 pixels each way.
SMALL_CONFIGURATION = bytes.fromhex(
    "0103700000009000000000001ef000fcfdf8f800000f03600001001840010c01ffff03700000030090000003000003001eba024061000100"
    "2b42010103700000030090000003000003001ea020810596ea4929ae6e021a0c0800000300c800000300084062000100074401c172b02240"
)
SMALL_PICTURE = bytes.fromhex("0000000a2801af0418fc4ad79bc0")
SMALL = 64

GRID, OVERLAY, SAME = b"grid", b"iovl", b"iden"

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
    """A file whose first item is the photo."""
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
