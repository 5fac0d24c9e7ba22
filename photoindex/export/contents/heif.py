"""Take metadata out of a HEIF or AVIF file, without moving anything: its items name their positions in the file."""

import io
import struct

from photoindex.decode.boxes import top_boxes
from photoindex.decode.heif_items import items_of
from photoindex.errors import PhotoError
from photoindex.export.contents.blocks import StuckError, scrubbed
from photoindex.export.contents.form import Strip
from photoindex.export.contents.xmp import in_place

_MOST_BOXES = 200_000
_EXIF, _MIME, _XMP = b"Exif", b"mime", b"application/rdf+xml"
# Boxes at the top that a still picture needs. Others, such as a short film behind the picture, may name places.
_NEEDED = frozenset((b"ftyp", b"meta", b"mdat", b"idat", b"free", b"skip"))


def stripped_heif(data: bytes, strip: Strip) -> bytes:
    """The file with blanks in place of places, or of all metadata. Its orientation is not part of the metadata.

    Raises StuckError if it holds a film, which has metadata of its own.
    """
    changed = bytearray(data)
    for box in top_boxes(io.BytesIO(data)):
        if box.kind == b"moov":
            raise StuckError("it holds a film")
        if box.kind not in _NEEDED:
            kind = box.start - (4 if data[box.start - 4 : box.start] == box.kind else 12)
            changed[kind : kind + 4] = b"free"
            changed[box.start : box.start + box.size] = bytes(box.size)
    try:
        items = items_of(data, _MOST_BOXES).items
    except (PhotoError, struct.error, IndexError) as error:
        raise StuckError("its items are damaged") from error
    for item in items.values():
        if item.kind == _EXIF or (item.kind == _MIME and item.media_type == _XMP):
            content = b"".join(data[offset : offset + length] for offset, length in item.spans)
            kept = _exif(content, strip) if item.kind == _EXIF else in_place(content, everything=strip == "metadata")
            for offset, length in item.spans:
                changed[offset : offset + length], kept = kept[:length], kept[length:]
        elif item.kind in {_MIME, b"uri "}:
            for offset, length in item.spans:
                changed[offset : offset + length] = bytes(length)
    return bytes(changed)


def _exif(content: bytes, strip: Strip) -> bytes:
    """An Exif item: the offset of its block, and the block (ISO/IEC 23008-12, annex A.2.1)."""
    start = 4 + int.from_bytes(content[:4])
    if not 4 <= start < len(content):
        raise StuckError("its Exif data is damaged")
    kept = scrubbed(content[start:]) if strip == "location" else b""
    if kept:
        return content[:start] + kept
    # An empty directory.
    return (content[:start] + b"MM\0*\0\0\0\x08\0\0\0\0\0\0").ljust(len(content), b"\0")[: len(content)]
