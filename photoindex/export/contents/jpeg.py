"""Copy a JPEG without some of its metadata; the bytes of the picture stay as they are."""

import re
import struct

from photoindex.export.contents.blocks import EXIF, StuckError, orientation_only, scrubbed
from photoindex.export.contents.form import Strip
from photoindex.export.contents.iptc import blanked
from photoindex.export.contents.xmp import without

_SOI, _EOI, _SOS = b"\xff\xd8", b"\xff\xd9", 0xDA
_XMP, _ICC, _JFIF = b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0", b"JFIF\0"
_EXTENDED_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_APP0, _APP1, _APP2, _APP11, _APP13, _APP14, _COM = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE, 0xFE
# Behind the header of a scan, a marker is FF and a byte that is neither stuffing, restart, nor fill.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_MOST_SEGMENT = 65_533


def stripped_jpeg(data: bytes, strip: Strip, orientation: int, profile: bytes = b"") -> bytes:
    """The JPEG without places, or without any metadata except its orientation. What lies behind its picture, such as
    a short video or a second picture with metadata of its own, is left out.

    Args:
        profile: a colour profile for a JPEG without metadata; empty if it has its own, or needs none.
    """
    parts = [_SOI]
    exif = orientation_only(orientation)
    if strip == "metadata" and exif:
        parts.append(_segment(_APP1, EXIF + exif))
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
    if content.startswith(EXIF):
        exif = scrubbed(content[len(EXIF) :]) or turned
        return EXIF + exif if exif else None
    if content.startswith(_XMP):
        packet = without(content[len(_XMP) :], location=True, layout=False)
        return None if packet is None or len(packet) > _MOST_SEGMENT - len(_XMP) else _XMP + packet
    return None if content.startswith(_EXTENDED_XMP) else content


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
