"""Copy a JPEG, PNG or WebP without some of its metadata; the bytes of the picture stay as they are."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress

from PIL import Image

from photoindex.export.contents.form import Strip
from photoindex.export.contents.iptc import blanked
from photoindex.export.contents.tiff import TiffError, scrub
from photoindex.export.contents.xmp import without

_SOI, _EOI, _SOS = b"\xff\xd8", b"\xff\xd9", 0xDA
_EXIF, _XMP, _ICC, _JFIF = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0", b"JFIF\0"
_EXTENDED_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_APP0, _APP1, _APP2, _APP11, _APP13, _APP14, _COM = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE, 0xFE
# Behind the header of a scan, a marker is FF and a byte that is neither stuffing, restart, nor fill.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_MOST_SEGMENT = 65_533
_ORIENTATION = 0x0112
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXTS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
_PNG_METADATA = _PNG_TEXTS | {b"eXIf", b"tIME", b"caBX"}
_PNG_XMP = b"XML:com.adobe.xmp\0"
_RAW_PROFILE = b"Raw profile type "


class StuckError(ValueError):
    """The metadata cannot be taken out safely. The message says why."""


def stripped_jpeg(data: bytes, strip: Strip, orientation: int, profile: bytes = b"") -> bytes:
    """The JPEG without places, or without any metadata except its orientation. What lies behind its picture, such as
    a short video or a second picture with metadata of its own, is left out.

    Args:
        profile: a colour profile for a JPEG without metadata; empty if it has its own, or needs none.
    """
    parts = [_SOI]
    exif = _orientation_only(orientation)
    if strip == "metadata" and exif:
        parts.append(_segment(_APP1, _EXIF + exif))
    if strip == "metadata" and profile:
        parts.append(_segment(_APP2, _ICC + b"\1\1" + profile))
    at = 2
    while True:
        at = _next(data, at)
        marker = data[at + 1]
        if marker == _SOS:
            return b"".join((*parts, data[at : _end_of_picture(data, at)]))
        size = int.from_bytes(data[at + 2 : at + 4])
        if size < 2 or at + 2 + size > len(data):
            raise StuckError("its segments are damaged")
        content = data[at + 4 : at + 2 + size]
        kept = _jpeg_segment(marker, content, strip, exif)
        if kept is not None:
            parts.append(_segment(marker, kept))
        at += 2 + size


def _jpeg_segment(marker: int, content: bytes, strip: Strip, turned: bytes) -> bytes | None:
    """What stays of a segment; None if nothing does. `turned` is the Exif block that only has the orientation."""
    if not (_APP0 <= marker <= 0xEF or marker == _COM):
        return content
    is_structure = content.startswith({_APP0: _JFIF, _APP2: _ICC, _APP14: b"Adobe"}.get(marker, b"\xff"))
    if strip == "metadata" or is_structure:
        return content if is_structure else None
    if marker == _APP1:
        return _app1(content, turned)
    if marker == _APP13:
        return blanked(content)
    # Signed claims about the photo may name places. Lists of pictures behind this one are no longer true.
    return None if marker == _APP11 or (marker == _APP2 and content.startswith(b"MPF\0")) else content


def _app1(content: bytes, turned: bytes) -> bytes | None:
    """Exif data or an XMP packet without places. Further parts of a packet hold large data, and go as a whole."""
    if content.startswith(_EXIF):
        exif = scrubbed(content[len(_EXIF) :]) or turned
        return _EXIF + exif if exif else None
    if content.startswith(_XMP):
        packet = without(content[len(_XMP) :], location=True, layout=False)
        return None if packet is None or len(packet) > _MOST_SEGMENT - len(_XMP) else _XMP + packet
    return None if content.startswith(_EXTENDED_XMP) else content


def scrubbed(exif: bytes) -> bytes:
    """An Exif block without places, in as many bytes; empty if it is damaged, because nobody can say what is in it."""
    changed = bytearray(exif)
    try:
        scrub(changed, "location")
    except TiffError:
        return b""
    return bytes(changed)


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _next(data: bytes, at: int) -> int:
    found = _MARKER.search(data, at)
    if found is None or found.end() >= len(data):
        raise StuckError("it ends before its picture")
    return found.start()


def _end_of_picture(data: bytes, at: int) -> int:
    """The offset behind the picture whose first scan begins at `at`; the end of the data if it is truncated."""
    while (found := _MARKER.search(data, at)) is not None:
        at = found.start()
        if data[at : at + 2] == _EOI:
            return at + 2
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return len(data)


def _orientation_only(orientation: int) -> bytes:
    """An Exif block that only says how the picture is turned; empty for a picture that is stored upright."""
    if orientation == 1:
        return b""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    return exif.tobytes().removeprefix(_EXIF)


def stripped_png(data: bytes, strip: Strip, orientation: int) -> bytes:
    """The PNG without places, or without any metadata except its orientation."""
    out = io.BytesIO()
    out.write(_PNG)
    exif = _orientation_only(orientation)
    for kind, content in _png_chunks(data):
        kept: bytes | None = content
        if kind in _PNG_METADATA:
            kept = _png_metadata(kind, content, exif) if strip == "location" else None
        if kept is not None:
            _write_chunk(out, kind, kept)
        if kind == b"IHDR" and strip == "metadata" and exif:
            _write_chunk(out, b"eXIf", exif)
    return out.getvalue()


def _png_metadata(kind: bytes, content: bytes, turned: bytes) -> bytes | None:
    if kind == b"eXIf":
        return scrubbed(content) or turned or None
    if content.startswith(_PNG_XMP):
        packet = without(_text_of(content), location=True, layout=False)
        return None if packet is None else _PNG_XMP + b"\0\0\0\0" + packet
    # Profiles in hexadecimal digits repeat what the other blocks say; signed claims may name places.
    return None if content.startswith(_RAW_PROFILE) or kind == b"caBX" else content


def _text_of(content: bytes) -> bytes:
    """The text of an iTXt chunk."""
    rest = content.partition(b"\0")[2]
    compressed, text = rest[:1] == b"\1", rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(text, 16_000_000) if compressed else text
    return b""


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"IEND":
            return
    raise StuckError("it is truncated")


def _write_chunk(out: io.BytesIO, kind: bytes, content: bytes) -> None:
    out.write(struct.pack(">I", len(content)) + kind + content)
    out.write(struct.pack(">I", zlib.crc32(kind + content)))


def stripped_webp(data: bytes, strip: Strip, orientation: int) -> bytes:
    """The WebP without places, or without any metadata except its orientation."""
    chunks: list[tuple[bytes, bytes]] = []
    at = 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        kept: bytes | None = content
        if kind == b"EXIF":
            turned = _orientation_only(orientation)
            kept = (scrubbed(content.removeprefix(_EXIF)) if strip == "location" else b"") or turned
        elif kind == b"XMP ":
            kept = without(content, location=True, layout=False) if strip == "location" else None
        if kept:
            chunks.append((kind, kept))
    kinds = {kind for kind, _ in chunks}
    body = b"WEBP"
    for kind, content in chunks:
        if kind == b"VP8X":
            flags = content[0] & ~0b1100 | (8 if b"EXIF" in kinds else 0) | (4 if b"XMP " in kinds else 0)
            content = bytes((flags,)) + content[1:]  # noqa: PLW2901
        body += struct.pack("<4sI", kind, len(content)) + content + b"\0" * (len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body
