"""Write hostile JPEG XL and RAW files. Each function writes one file; those for JPEG XL need imagecodecs."""

import struct
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

MB = 1_000_000


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def jpeg() -> bytes:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    stream = BytesIO()
    Image.fromarray(noise).save(stream, "JPEG")
    return stream.getvalue()


def in_container(path: Path, boxes: bytes) -> None:
    picture = bytes(imagecodecs.jpegxl_encode(np.zeros((64, 64, 3), np.uint8)))
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    path.write_bytes(head + boxes + box(b"jxlc", picture))


def frames(path: Path, count: int, side: int) -> None:
    path.write_bytes(imagecodecs.jpegxl_encode(np.zeros((count, side, side, 3), np.uint8), level=90, effort=1))


def comments(path: Path, size: int) -> None:
    """A JPEG XL made from a JPEG that consists almost entirely of comments."""
    many = (b"\xff\xfe\xff\xff" + bytes(65_533)) * (size // 65_537)
    path.write_bytes(imagecodecs.jpegxl_encode_jpeg(jpeg()[:2] + many + jpeg()[2:]))


def declared(path: Path, side: int, channels: int = 1) -> None:
    """A JPEG XL of only a header, which declares channels besides the colours."""
    value = 3 << 1 | (side - 1) << 3 | 1 << 33 | 1 << 41 | 3 << 42 | (channels - 1) << 44
    path.write_bytes(b"\xff\x0a" + value.to_bytes(60, "little"))


def longs(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def dng(path: Path, tags: Mapping[int, bytes], body: bytes) -> None:
    """One directory, the values that do not fit into it, and a body to which the offsets in tags 273 and 324 point."""
    matrix = struct.pack("<18i", *(int(value) for row in np.eye(3, dtype=int).ravel() for value in (row, 1)))
    kinds = {271: 2, 272: 2, 50706: 1, 50708: 2, 50721: 10, 33422: 1}
    sizes = {1: 1, 2: 1, 4: 4, 10: 8}
    names = {271: b"Maker\0", 272: b"Model\0", 50706: b"\1\4\0\0", 50708: b"Maker Model\0", 50721: matrix}
    every = {254: longs(0), 50778: longs(21), **names, **tags}
    end = 8 + 2 + 12 * len(every) + 4
    outside = end + sum(len(value) for value in every.values() if len(value) > 4)
    head, rest = b"II*\0" + longs(8) + struct.pack("<H", len(every)), b""
    for tag, value in sorted(every.items()):
        content = longs(*[outside] * (len(value) // 4)) if tag in {273, 324} else value
        kind = kinds.get(tag, 4)
        head += struct.pack("<HHI", tag, kind, len(content) // sizes[kind])
        head += content.ljust(4, b"\0") if len(content) <= 4 else longs(end + len(rest))
        rest += content if len(content) > 4 else b""
    path.write_bytes(head + longs(0) + rest + body)


def tiled(path: Path, side: int, tile: int, body: bytes, compression: int) -> None:
    count = (-(-side // tile)) ** 2
    bits, form = (8, 1) if compression == 34892 else (32, 3)
    tags = {256: longs(side), 257: longs(side), 322: longs(tile), 323: longs(tile), 277: longs(3), 262: longs(34892)}
    places = {324: bytes(4 * count), 325: longs(*[len(body)] * count)}
    dng(path, {**tags, **places, 258: longs(*[bits] * 3), 259: longs(compression), 339: longs(*[form] * 3)}, body)


def floats(path: Path, side: int, tile: int) -> None:
    """Deflated pixels with all colours, in which every tile uses the same bytes."""
    tiled(path, side, tile, zlib.compress(bytes(12 * MB), 9), 8)


def jpeg_tiles(path: Path) -> None:
    """Tiles of 512 pixels that contain a JPEG of 65,000 pixels on each side."""
    data = jpeg()
    at = data.find(b"\xff\xc0") + 5
    tiled(path, 4000, 512, data[:at] + struct.pack(">HH", 65_000, 65_000) + data[at + 4 :], 34892)


def sensor(path: Path, side: int) -> None:
    tags = {256: longs(side), 257: longs(side), 258: longs(16), 259: longs(1), 262: longs(32803), 277: longs(1)}
    place = {
        273: longs(0),
        278: longs(side),
        279: longs(min(2 * side * side, 900 * MB)),
        33421: longs(2, 2),
        33422: b"\0\1\1\2",
    }
    dng(path, {**tags, **place}, b"")
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + min(2 * side * side, 900 * MB))


JXL_AND_RAW_BOMBS: Mapping[str, Callable[[Path], object]] = {
    "10-gigapixels-declared.jxl": partial(declared, side=100_000),
    "200-frames.jxl": partial(frames, count=200, side=1000),
    "250-channels-of-2-megapixels.jxl": partial(declared, side=1500, channels=250),
    "1-gb-of-packed-metadata.jxl": lambda path: in_container(
        path, box(b"brob", b"Exif" + bytes(imagecodecs.brotli_encode(bytes(1000 * MB))))
    ),
    "900-mb-of-exif.jxl": lambda path: in_container(path, box(b"Exif", bytes(900 * MB))),
    "20-million-boxes.jxl": lambda path: in_container(path, box(b"free") * 20_000_000),
    "1-gb-of-comments-of-a-jpeg.jxl": partial(comments, size=1000 * MB),
    "4-gigapixels-declared.dng": partial(sensor, side=60_000),
    "144-megapixels-of-zeros.dng": partial(sensor, side=12_000),
    "64-megapixels-of-floats-in-full-colour.dng": partial(floats, side=8000, tile=1000),
    "196-megapixels-of-floats-in-full-colour.dng": partial(floats, side=14_000, tile=1000),
    "tile-of-4-gigapixels.dng": partial(floats, side=8000, tile=60_000),
    "jpegs-of-4-gigapixels-in-tiles.dng": jpeg_tiles,
    "100000-directories-that-are-the-first.dng": lambda path: dng(
        path, {256: longs(64), 257: longs(64), 330: longs(*[8] * 100_000)}, b""
    ),
}
