"""Find the metadata blocks (Exif, XMP, IPTC and texts) of each format without decoding the picture.

Files are read from the beginning, and parts without metadata are skipped, so that reading a few kilobytes of a large
photo is enough. Damaged or truncated blocks are left out.
"""

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from photoindex.decode.iptc import iptc_in

PNG = b"\x89PNG\r\n\x1a\n"

_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"

# No Exif block, XMP packet or text with a date is larger than this.
_MOST_BYTES = 16_000_000

# No real file has more segments or chunks than this, nor more bytes between them.
_MOST_PARTS = 500_000
_MOST_SKIPPED = 1_000_000
_MOST_TEXTS = 1000

_MARKERS_WITHOUT_LENGTH = frozenset((0x01, *range(0xD0, 0xD9)))
_START_OF_SCAN, _END_OF_IMAGE, _APP1, _APP13 = 0xDA, 0xD9, 0xE1, 0xED


@dataclass(frozen=True, slots=True)
class Blocks:
    """The metadata blocks of a file: `kind` is Pillow's name of its format, or "" for formats not read here."""

    kind: str
    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    texts: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[int, ...] = ()


def read_blocks(file: BinaryIO) -> Blocks:
    """The blocks of a JPEG, PNG, WebP or GIF; for any other file, no blocks and the kind ""."""
    file.seek(0)
    head = file.read(16)
    if head.startswith(b"\xff\xd8"):
        return _of_jpeg(file)
    if head.startswith(PNG):
        return _of_png(file)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _of_webp(file)
    if head.startswith(b"GIF8"):
        return _of_gif(file)
    return Blocks("")


def jpeg_segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(marker, content) of the segments before the picture of a JPEG. Bytes between them are skipped."""
    file.seek(2)
    skipped = 0
    for _ in range(_MOST_PARTS):
        marker, skipped = _next_marker(file, skipped)
        if marker is None or marker in {_START_OF_SCAN, _END_OF_IMAGE}:
            return
        if marker in _MARKERS_WITHOUT_LENGTH:
            continue
        size = int.from_bytes(file.read(2))
        if size < 2:
            continue
        if marker in {_APP1, _APP13}:
            yield marker, file.read(size - 2)
        else:
            file.seek(size - 2, io.SEEK_CUR)


def _next_marker(file: BinaryIO, skipped: int) -> tuple[int | None, int]:
    """Find the next marker in the same way as libjpeg: skip fill bytes and anything else, up to a limit.

    `skipped` is the number of bytes skipped so far. The second result also includes the bytes skipped by this call.
    """
    before = b""
    for taken in range(skipped, _MOST_SKIPPED):
        byte = file.read(1)
        if not byte:
            break
        if before == b"\xff" and byte not in {b"\xff", b"\0"}:
            return byte[0], taken - 1
        before = byte
    return None, _MOST_SKIPPED


def _of_jpeg(file: BinaryIO) -> Blocks:
    # A block that is too long for one segment continues in the next.
    exif, photoshop, xmp = _Parts(), _Parts(), b""
    for marker, content in jpeg_segments(file):
        if marker == _APP13 and content.startswith(_PHOTOSHOP):
            photoshop.add(content[len(_PHOTOSHOP) :])
        elif marker == _APP1 and content.startswith(_EXIF):
            exif.add(content[len(_EXIF) :])
        elif marker == _APP1 and content.startswith(_XMP):
            xmp = xmp or content[len(_XMP) :]
    return Blocks("JPEG", exif.joined, xmp, iptc_in(photoshop.joined) or b"")


class _Parts:
    """The parts of one block, up to the largest size that a block may have."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, part: bytes) -> None:
        if self._size + len(part) <= _MOST_BYTES:
            self._parts.append(part)
            self._size += len(part)

    @property
    def joined(self) -> bytes:
        return b"".join(self._parts)


def png_chunks(file: BinaryIO, wanted: frozenset[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """(type, content) of the wanted chunks of a PNG; checksums are ignored."""
    # https://www.w3.org/TR/png-3/#5Chunk-layout: length, type, data, checksum
    file.seek(len(PNG))
    for head in _heads(file):
        size, kind = struct.unpack(">I4s", head)
        if kind in wanted and size <= _MOST_BYTES:
            yield kind, file.read(size)
            file.seek(4, io.SEEK_CUR)
        else:
            file.seek(size + 4, io.SEEK_CUR)
        if kind == b"IEND":
            return


def _of_png(file: BinaryIO) -> Blocks:
    exif, changed = b"", ()
    texts: dict[str, bytes] = {}
    room = _MOST_BYTES
    for kind, content in png_chunks(file, frozenset((b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"))):
        if kind == b"eXIf":
            exif = exif or content
        elif kind == b"tIME" and len(content) == 7:
            changed = struct.unpack(">HBBBBB", content)
        else:
            keyword, _, rest = content.partition(b"\0")
            name = keyword.decode("latin-1")
            if kind in _TEXTS and name not in texts and len(texts) < _MOST_TEXTS and room > 0:
                texts[name] = _TEXTS[kind](rest, room)
                room -= len(texts[name])
    # ImageMagick stored profiles in this way when PNG had no chunks for them.
    exif = exif or _raw_profile(texts, "exif") or _raw_profile(texts, "APP1")
    iptc = _raw_profile(texts, "iptc")
    return Blocks(
        "PNG",
        exif,
        texts.get("XML:com.adobe.xmp") or _raw_profile(texts, "xmp"),
        iptc_in(iptc) or iptc,
        {keyword: text.decode("utf-8", errors="replace") for keyword, text in texts.items() if len(text) < 1000},
        changed,
    )


def _plain_text(rest: bytes, most: int) -> bytes:
    return rest[:most]


def _compressed_text(rest: bytes, most: int) -> bytes:
    return _inflated(rest[1:], most)


def _international_text(rest: bytes, most: int) -> bytes:
    compressed, rest = rest[:1] == b"\1", rest[2:]
    # Skip the language, and the keyword translated into that language.
    text = rest.partition(b"\0")[2].partition(b"\0")[2]
    return _inflated(text, most) if compressed else text[:most]


_TEXTS: Mapping[bytes, Callable[[bytes, int], bytes]] = {
    b"tEXt": _plain_text,
    b"zTXt": _compressed_text,
    b"iTXt": _international_text,
}


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""


def _raw_profile(texts: Mapping[str, bytes], kind: str) -> bytes:
    """A profile in hexadecimal digits, after its name and its length."""
    text = texts.get(f"Raw profile type {kind}", b"").split(maxsplit=2)
    try:
        return bytes.fromhex(text[2].decode("ascii")) if len(text) == 3 else b""
    except ValueError:
        return b""


def _of_webp(file: BinaryIO) -> Blocks:
    # https://developers.google.com/speed/webp/docs/riff_container: type, length, data padded to an even length
    found = {b"EXIF": b"", b"XMP ": b""}
    file.seek(12)
    for head in _heads(file):
        kind, size = struct.unpack("<4sI", head)
        if kind in found and size <= _MOST_BYTES:
            found[kind] = found[kind] or file.read(size)
            file.seek(size % 2, io.SEEK_CUR)
        else:
            file.seek(size + size % 2, io.SEEK_CUR)
    return Blocks("WEBP", found[b"EXIF"], found[b"XMP "])


def _heads(file: BinaryIO) -> Iterator[bytes]:
    """The eight bytes before each chunk. After each of them, the caller must move past the chunk."""
    for _ in range(_MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            return
        yield head


def _of_gif(file: BinaryIO) -> Blocks:
    # Adobe puts the packet into a GIF unchanged, not in blocks of 255 bytes.
    file.seek(0)
    _, mark, rest = file.read(_MOST_BYTES).partition(b"XMP DataXMP")
    end = re.search(rb"<\?xpacket end=.{1,8}\?>", rest) if mark else None
    return Blocks("GIF", xmp=rest[: end.end()] if end else b"")
