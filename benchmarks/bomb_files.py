"""Write files that ask a decoder for far more work than a photo does. Each function writes one file."""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from heif_files import HEIF_BOMBS
from jxl_raw_files import JXL_AND_RAW_BOMBS
from PIL import Image

MB = 1_000_000

Make = Callable[[Path], object]


def small(kind: str, **how: object) -> bytes:
    """A picture of a few hundred pixels on each side."""
    noise = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    stream = BytesIO()
    Image.fromarray(noise).resize((400, 300)).save(stream, kind, **how)  # type: ignore[arg-type]
    return stream.getvalue()


def pieces(path: Path, parts: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        for part in parts:
            file.write(part)


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def many_scans(path: Path, side: int, scans: int) -> None:
    """A progressive JPEG with many small scans, each of which takes a pass through the whole picture."""
    blocks = (-(-side // 8)) ** 2
    # One code, "0" and 14 bits, which ends the band in this block and in the next 32,766.
    bits = "0" + "1" * 14
    code = bits * -(-blocks // 32_767)
    code += "1" * (-len(code) % 8)
    data = int(code, 2).to_bytes(len(code) // 8).replace(b"\xff", b"\xff\0")
    one_code = bytes([1]) + bytes(15)
    scan = segment(0xDA, bytes([1, 1, 0, 1, 63, 0x10])) + data
    head = b"\xff\xd8" + segment(0xDB, b"\0" + b"\1" * 64)
    head += segment(0xC2, struct.pack(">BHHB3B", 8, side, side, 1, 1, 0x11, 0))
    head += segment(0xC4, b"\0" + one_code + b"\0") + segment(0xC4, b"\x10" + one_code + b"\xe0")
    first = segment(0xDA, bytes([1, 1, 0, 0, 0, 0])) + bytes(-(-blocks // 8))
    pieces(path, iter([head, first, *[scan] * scans, b"\xff\xd9"]))


def colour_by_colour(path: Path, width: int, height: int) -> None:
    """A baseline JPEG with one scan per colour, so that the decoder has to keep all coefficients."""
    one_code = bytes([1]) + bytes(15)
    head = b"\xff\xd8" + segment(0xDB, b"\0" + b"\1" * 64)
    head += segment(0xC0, struct.pack(">BHHB", 8, height, width, 3) + bytes([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]))
    head += segment(0xC4, b"\0" + one_code + b"\0") + segment(0xC4, b"\x10" + one_code + b"\0")
    data = bytes(width * height // 64 // 4)
    scans = (segment(0xDA, bytes([1, colour, 0, 0, 63, 0])) + data for colour in (1, 2, 3))
    pieces(path, chain([head], scans, [b"\xff\xd9"]))


def in_jpeg(path: Path, part: bytes, times: int, at: str = "start") -> None:
    """A JPEG into which something is inserted `times` times: after its start, before its scan or inside it."""
    data = small("JPEG")
    place = {"start": 2, "scan": data.rindex(b"\xff\xda"), "picture": data.rindex(b"\xff\xda") + 14}[at]
    pieces(path, chain([data[:place]], (part for _ in range(times)), [data[place:]]))


def sparse(path: Path, data: bytes, size: int) -> None:
    path.write_bytes(data)
    with path.open("r+b") as file:
        file.truncate(size)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def zeros(size: int) -> bytes:
    """`size` zero bytes, compressed with deflate."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(min(MB, size - at))) for at in range(0, size, MB)]
    return b"".join(parts) + packer.flush()


def png(path: Path, width: int, height: int, inflated: int) -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zeros(inflated)) + chunk(b"IEND", b""))


def in_png(path: Path, parts: Iterator[bytes]) -> None:
    data = small("PNG")
    pieces(path, chain([data[:33]], parts, [data[33:]]))


def text(number: int, inflated: bytes) -> bytes:
    return chunk(b"zTXt", b"t%d\0\0" % number + inflated)


def wrong_checksum(path: Path, inflated: int) -> None:
    png(path, 300, 300, inflated)
    data = bytearray(path.read_bytes())
    # Before the length, the name and the checksum of the last chunk.
    data[-13] ^= 1
    path.write_bytes(data)


def comments(path: Path, times: int, size: int = 255) -> None:
    block = bytes([size]) + b"x" * size
    data = small("GIF")
    start = 13 + 3 * 256
    many = (block * 1000 for _ in range(times // 1000))
    pieces(path, chain([data[:start], b"!\xfe"], many, [b"\0", data[start:]]))


def gif(path: Path, screen: int, side: int, frames: int) -> None:
    """All frames have one colour, which makes the reader look for a better frame than the first."""
    head = b"GIF89a" + struct.pack("<HHBBB", screen, screen, 0x80, 0, 0) + bytes(6)
    frame = b"!\xf9\4\4\1\0\0\0" + b"," + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\2\2\x44\1\0"
    pieces(path, iter([head, *[frame] * frames, b";"]))


def tiff(path: Path, tags: Mapping[int, tuple[int, int, int]], body: bytes, *, next_page: int = 0) -> None:
    """One directory of (type, count, value or offset), then a body; offsets in `tags` count from the body's start."""
    start = 8 + 2 + 12 * len(tags) + 4
    head = struct.pack("<2sHIH", b"II", 42, 8, len(tags))
    for tag, (kind, count, value) in sorted(tags.items()):
        head += struct.pack("<HHII", tag, kind, count, value + (start if tag in {273, 279} and count > 1 else 0))
    path.write_bytes(head + struct.pack("<I", next_page) + body)


def strips(path: Path, side: int, count: int) -> None:
    """A TIFF that lists the position of its rows `count` times."""
    body = struct.pack("<I", 8) * count + struct.pack("<I", side * 3) * count
    base = {256: (4, 1, side), 257: (4, 1, count), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 277: (3, 1, 1)}
    tiff(path, {**base, 273: (4, count, 0), 278: (4, 1, 1), 279: (4, count, 4 * count)}, body)


def deflated_strip(path: Path, side: int, inflated: int, bits: int = 8) -> None:
    packed = zeros(inflated)
    start = 8 + 2 + 12 * 9 + 4
    base = {256: (4, 1, side), 257: (4, 1, side), 258: (3, 1, bits), 259: (3, 1, 8), 262: (3, 1, 1), 277: (3, 1, 1)}
    tiff(path, {**base, 273: (4, 1, start), 278: (4, 1, side), 279: (4, 1, len(packed))}, packed)


def large_tags(path: Path, count: int, size: int) -> None:
    """A picture whose tags all point to the same bytes, which make up most of the file."""
    start = 8 + 2 + 12 * (count + 8) + 4
    base = {256: (4, 1, 10), 257: (4, 1, 10), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 277: (3, 1, 1)}
    shared = {1000 + number: (1, size, start) for number in range(count)}
    tiff(path, {**base, 273: (4, 1, start), 279: (4, 1, 100), **shared}, bytes(size))


def many_pages(path: Path, count: int, *, loop: bool) -> None:
    """A chain of directories without a picture."""
    entry = struct.pack("<HHII", 254, 4, 1, 1)
    with path.open("wb") as file:
        file.write(struct.pack("<2sHI", b"II", 42, 8))
        for number in range(count):
            after = 8 + 18 * (number + 1) if number < count - 1 else 8 * loop
            file.write(struct.pack("<H", 1) + entry + struct.pack("<I", after))


def many_entries(path: Path, count: int) -> None:
    """A BigTIFF with `count` tags."""
    head = struct.pack("<2sHHHQQ", b"II", 43, 8, 0, 16, count)
    entries = (struct.pack("<HHQQ", number % 65_535, 4, 1, 8) for number in range(count))
    pieces(path, chain([head], entries, [bytes(8)]))


def bmp(path: Path, side: int, times: int, bits: int = 8) -> None:
    """Run-length encoded, with one pixel per run. If no runs are wanted, every row ends immediately."""
    head = struct.pack("<2sIHHI", b"BM", 0, 0, 0, 54 + 1024)
    head += struct.pack("<IiiHHIIiiII", 40, side, side, 1, bits, 1 if bits == 8 else 2, 0, 0, 0, 256, 0) + bytes(1024)
    pieces(path, iter([head, b"\1\1" * times, b"" if times else b"\1\1\0\0" * side, b"\0\1"]))


def declares(path: Path, data: bytes, size: bytes, huge: bytes) -> None:
    """A picture that declares a larger size than its real one."""
    assert size in data
    path.write_bytes(data.replace(size, huge))


def webp_canvas(path: Path, side: int) -> None:
    size = (side - 1).to_bytes(3, "little")
    inner = small("WEBP")[12:]
    body = b"WEBPVP8X" + struct.pack("<II", 10, 0) + size + size + inner
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def one_colour(path: Path, kind: str, side: int) -> None:
    Image.new("RGB", (side, side), "red").save(path, kind, quality=10)


def animation(path: Path, kind: str, side: int, frames: int) -> None:
    """The first frames have one colour, which makes the reader look for a better frame."""
    pictures = [Image.new("RGB", (side, side), (number % 2, 0, 0)) for number in range(frames)]
    pictures[0].save(path, kind, save_all=True, append_images=pictures[1:], lossless=True)


ONE_MB_OF_FILLING = b"\xff" * MB
EXIF = segment(0xE1, b"Exif\0\0" + bytes(60_000))
XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x " + b"tiff:Orientation " * 3500)
PHOTOSHOP = segment(0xED, b"Photoshop 3.0\0" + bytes(60_000))
GIGABYTE = 1_000_000_000

BOMBS: Mapping[str, Make] = {
    "400-scans-of-48-megapixels.jpg": partial(many_scans, side=6928, scans=400),
    "400-scans-of-196-megapixels.jpg": partial(many_scans, side=14_000, scans=400),
    "60-scans-of-48-megapixels.jpg": partial(many_scans, side=6928, scans=60),
    "300-megapixels-colour-by-colour.jpg": partial(colour_by_colour, width=20_000, height=15_000),
    "200-mb-of-ff-after-the-start.jpg": partial(in_jpeg, part=ONE_MB_OF_FILLING, times=200),
    "200-mb-of-ff-before-the-scan.jpg": partial(in_jpeg, part=ONE_MB_OF_FILLING, times=200, at="scan"),
    "200-mb-of-ff-in-the-picture.jpg": partial(in_jpeg, part=ONE_MB_OF_FILLING, times=200, at="picture"),
    "nothing-but-200-mb-of-ff.jpg": lambda path: pieces(path, iter([b"\xff\xd8", *[ONE_MB_OF_FILLING] * 200])),
    "200-mb-of-ff-and-letters.jpg": partial(in_jpeg, part=(b"\xff" * 65_000 + b"x") * 15, times=200),
    "200-mb-of-zeros-after-the-start.jpg": partial(in_jpeg, part=bytes(MB), times=200),
    "10-million-comments.jpg": partial(in_jpeg, part=segment(0xFE, b"") * 1000, times=10_000),
    "100-mb-of-exif.jpg": partial(in_jpeg, part=EXIF, times=1700),
    "100-mb-of-xmp.jpg": partial(in_jpeg, part=XMP, times=1700),
    "100-mb-of-photoshop.jpg": partial(in_jpeg, part=PHOTOSHOP, times=1700),
    "50-mb-of-profile.jpg": partial(in_jpeg, part=segment(0xE2, b"ICC_PROFILE\0\1\xff" + bytes(60_000)), times=850),
    "sparse-terabyte.jpg": lambda path: sparse(path, small("JPEG"), 10**12),
    "sparse-terabyte.tif": lambda path: sparse(path, small("TIFF"), 10**12),
    "sparse-terabyte.png": lambda path: sparse(path, small("PNG"), 10**12),
    "sparse-1.9-gb.jpg": lambda path: sparse(path, small("JPEG"), 1_900_000_000),
    "sparse-0.9-gb.jpg": lambda path: sparse(path, small("JPEG"), 900_000_000),
    "sparse-1.9-gb-of-nothing.heic": lambda path: sparse(path, b"\0", 1_900_000_000),
    "289-megapixels-of-black.png": partial(png, width=17_000, height=17_000, inflated=17_000 * 51_001),
    "10-gb-in-a-small-picture.png": partial(png, width=300, height=300, inflated=10 * GIGABYTE),
    "200-texts-of-16-mb.png": lambda path: in_png(path, (text(at, zeros(16 * MB)) for at in range(200))),
    "1-gb-of-profile.png": lambda path: in_png(path, iter([chunk(b"iCCP", b"p\0\0" + zeros(GIGABYTE))])),
    "50-mb-of-profile.png": lambda path: in_png(path, iter([chunk(b"iCCP", b"p\0\0" + zeros(50 * MB))])),
    "5-million-chunks.png": lambda path: in_png(path, (chunk(b"teSt", b"") * 1000 for _ in range(5000))),
    "5-million-texts.png": lambda path: in_png(path, (chunk(b"tEXt", b"%d\0x" % at) for at in range(5_000_000))),
    "100000-profiles.png": lambda path: in_png(path, repeat(chunk(b"iCCP", b"p\0\0" + zeros(MB)), 100_000)),
    "2-gb-behind-a-wrong-checksum.png": lambda path: wrong_checksum(path, 2 * GIGABYTE),
    "20000-frames.gif": partial(gif, screen=300, side=1, frames=20_000),
    "3-million-frames.gif": partial(gif, screen=1, side=1, frames=3_000_000),
    "60-frames-on-a-screen-of-256-megapixels.gif": partial(gif, screen=16_000, side=1, frames=60),
    "screen-of-4-gigapixels.gif": partial(gif, screen=65_535, side=1, frames=2),
    "200-mb-of-comments.gif": partial(comments, times=800_000),
    "200-mb-in-blocks-of-one-byte.gif": partial(comments, times=100_000_000, size=1),
    "5-million-strips.tif": partial(strips, side=10, count=5_000_000),
    "strip-that-inflates-to-5-gb.tif": partial(deflated_strip, side=300, inflated=5 * GIGABYTE),
    "deep-strip-that-inflates-to-5-gb.tif": partial(deflated_strip, side=300, inflated=5 * GIGABYTE, bits=16),
    "1000-tags-of-all-the-file.tif": partial(large_tags, count=1000, size=50 * MB),
    "million-pages.tif": partial(many_pages, count=1_000_000, loop=False),
    "ring-of-pages.tif": partial(many_pages, count=100_000, loop=True),
    "3-million-tags.tif": partial(many_entries, count=3_000_000),
    "60-megapixels-pixel-by-pixel.bmp": partial(bmp, side=8000, times=60_000_000),
    "300-megapixels-in-runs-of-4-bits.bmp": partial(bmp, side=17_000, times=0, bits=4),
    "canvas-of-280-terapixels.webp": partial(webp_canvas, side=16_777_216),
    "268-megapixels.webp": partial(one_colour, kind="WEBP", side=16_383),
    "animation-of-50-megapixels.webp": partial(animation, kind="WEBP", side=7000, frames=12),
    "2000-frames.webp": partial(animation, kind="WEBP", side=300, frames=2000),
    "4-gigapixels-declared.avif": lambda path: declares(
        path, small("AVIF"), struct.pack(">II", 400, 300), struct.pack(">II", 65_535, 65_535)
    ),
    "100-megapixels.avif": partial(one_colour, kind="AVIF", side=10_000),
    **HEIF_BOMBS,
    **JXL_AND_RAW_BOMBS,
}
