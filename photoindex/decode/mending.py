"""Remove parts of a file that do not affect its picture but stop a strict decoder from reading it.

The picture itself is never touched: damage there remains an error.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from photoindex.decode.containers import PNG
from photoindex.decode.jpeg_segments import next_segment
from photoindex.domain.photo import Tolerated

# The segments of a JPEG that its picture or its colours require: frames, tables, scans.
_JFIF, _ICC, _ADOBE = 0xE0, 0xE2, 0xEE
_SOS = 0xDA
_TABLES = frozenset((*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF)) - {0xC8}
_MOST_SEGMENTS = 10_000
_MOST_SKIPPED = 1_000_000
_LEAST = {_JFIF: (b"JFIF\0", 14), _ADOBE: (b"Adobe", 12), _ICC: (b"ICC_PROFILE\0", 15)}
# The bytes that transfers and careless programs may put before a photo.
_MOST_BEFORE = 4096

_CRITICAL = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND"))
# The bytes of a tRNS chunk by colour type (PNG, section 11.3.1.1); for a palette, up to 256.
_LEAST_CLEAR = {0: 2, 2: 6, 3: 1}
_MOST_PROFILE = 1_000_000
_MOST_PIXELS_IN_BYTES = 2_000_000_000
_SLICE = 65_536

_WEBP_PICTURES = frozenset((b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"))
_WEBP_CANVAS = b"VP8X"
# The bits of a VP8X chunk that announce an ICC profile, Exif and XMP.
_WEBP_METADATA = 0x20 | 0x08 | 0x04


@dataclass(frozen=True, slots=True)
class Mended:
    """The file without its defects, and the names of the defects."""

    data: bytes
    tolerated: Tolerated


def mend(data: bytes) -> Mended | None:
    """The same picture in a file that strict decoders can read; None if there is nothing to remove."""
    mended: bytes | None = None
    tolerated: Tolerated = ""
    if data.startswith(PNG):
        mended, tolerated = _png(data), "png-chunks"
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        mended, tolerated = _webp(data), "webp-chunks"
    else:
        start = data.find(b"\xff\xd8", 0, _MOST_BEFORE)
        if start >= 0:
            mended, tolerated = _jpeg(data, start), "jpeg-segments"
    return Mended(mended, tolerated) if mended and mended != data else None


def _jpeg(data: bytes, start: int) -> bytes | None:
    """The JPEG without those segments before the first scan that are incomplete or that decoders do not need."""
    at, parts = start + 2, [b"\xff\xd8"]
    for _ in range(_MOST_SEGMENTS):
        at = next_segment(data, at, _MOST_SKIPPED)
        if at < 0:
            return None
        marker = data[at + 1]
        if marker == _SOS:
            return b"".join((*parts, data[at:]))
        size = int.from_bytes(data[at + 2 : at + 4])
        segment = data[at : at + 2 + size]
        if marker in _TABLES or (marker in _LEAST and _is_whole(marker, segment[4:])):
            parts.append(segment)
        # After a segment with a wrong length, search for the next one.
        at += 2 + size if marker in _TABLES or _is_marker(data, at + 2 + size) else 2
    return None


def _is_whole(marker: int, content: bytes) -> bool:
    name, least = _LEAST[marker]
    return content.startswith(name) and len(content) >= least


def _is_marker(data: bytes, at: int) -> bool:
    return data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] not in {b"", b"\0"}


def _png(data: bytes) -> bytes | None:
    """A PNG of the picture's own chunks, with corrected checksums, and of all other chunks that are valid and affect
    the picture.

    None if checksums of the picture's chunks are wrong and zlib's own checksum shows that the picture has changed.
    """
    parts, at, colour, doubtful, pixels = [PNG], len(PNG), -1, False, []
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        content, check = data[at + 8 : at + 8 + size], data[at + 8 + size : at + 12 + size]
        if len(content) < size:
            # Truncated: decoders will report it.
            parts.append(data[at:])
            break
        right = struct.pack(">I", zlib.crc32(kind + content))
        if kind == b"IHDR" and size == 13:
            colour = content[9]
        if kind == b"IDAT":
            pixels.append(content)
            doubtful = doubtful or right != check
        clear = kind == b"tRNS" and right == check and _LEAST_CLEAR.get(colour, size + 1) <= size <= 256
        if kind in _CRITICAL or clear or (kind == b"iCCP" and _is_small(content)):
            parts.append(data[at : at + 8] + content + right)
        at += 12 + size
        if kind == b"IEND":
            break
    return None if doubtful and not _inflates(pixels) else b"".join(parts)


def _inflates(pixels: list[bytes]) -> bool:
    """Whether a zlib stream is complete and its checksum is right."""
    stream, size = zlib.decompressobj(), 0
    try:
        for part in _in_slices(pixels):
            while part:
                size += len(stream.decompress(part, 1 << 20))
                part = stream.unconsumed_tail  # noqa: PLW2901 - the rest of it
                if size > _MOST_PIXELS_IN_BYTES:
                    return False
    except zlib.error:
        return False
    return stream.eof


def _in_slices(parts: list[bytes]) -> Iterator[bytes]:
    """Small slices, because zlib copies the input that it has not used yet."""
    return (part[at : at + _SLICE] for part in parts for at in range(0, len(part), _SLICE))


def _is_small(profile: bytes) -> bool:
    try:
        inflated = zlib.decompressobj().decompress(profile.partition(b"\0")[2][1:], _MOST_PROFILE)
    except zlib.error:
        return False
    return 128 < len(inflated) < _MOST_PROFILE


def _webp(data: bytes) -> bytes:
    parts: list[bytes] = []
    stream = BytesIO(data)
    stream.seek(12)
    while len(head := stream.read(8)) == 8:
        kind, size = struct.unpack("<4sI", head)
        content = stream.read(size + size % 2)
        if kind == _WEBP_CANVAS and content:
            parts.append(head + bytes([content[0] & ~_WEBP_METADATA]) + content[1:])
        elif kind in _WEBP_PICTURES:
            parts.append(head + content)
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body
