"""Read the metadata of a HEIF or AVIF file without its pictures: its packets, and how the picture is turned."""

import struct
from typing import BinaryIO

from photoindex.decode.boxes import content_of, top_boxes
from photoindex.decode.coded_picture import CodedPicture
from photoindex.decode.heif_items import Item, Items, items_of
from photoindex.errors import PhotoError

# Even a picture of thousands of tiles needs less than a megabyte for its items.
_MOST_META = 16_000_000
_MOST_BOXES = 200_000
_MOST_PACKET = 16_000_000
_MOST_PACKETS = 20
_XMP, _EXIF = b"application/rdf+xml", b"Exif"

# Whether left and right are exchanged first, and the number of turns by 90 degrees counter-clockwise afterwards, for
# each Exif orientation.
_ORIENTATIONS = {
    (False, 0): 1, (True, 0): 2, (False, 2): 3, (True, 2): 4, (True, 1): 5, (False, 3): 6, (True, 3): 7, (False, 1): 8,
}  # fmt: skip


def packets_in_items(file: BinaryIO) -> list[bytes]:
    """The XMP packets among the items of a HEIF or AVIF file; damaged ones are left out."""
    meta, start = _meta_of(file)
    packets: list[bytes] = []
    for item in _items_in(meta).items.values():
        if item.media_type == _XMP and len(packets) < _MOST_PACKETS:
            packets.append(_data_of(file, meta, start, item))
    return [packet for packet in packets if packet]


def exif_in_items(file: BinaryIO) -> bytes:
    """Read the first Exif item of a HEIF or AVIF file. Its first four bytes say where in the rest the block begins.

    Returns no bytes if the file has no Exif item.
    """
    meta, start = _meta_of(file)
    blocks = (_data_of(file, meta, start, item) for item in _items_in(meta).items.values() if item.kind == _EXIF)
    return next(filter(None, blocks), b"")


def coded_heif(file: BinaryIO) -> CodedPicture | None:
    """The photo of a HEIF file as it is coded; None for another or a damaged file."""
    found = _items_in(_meta_of(file)[0])
    item = found.items.get(found.primary) if found.primary is not None else None
    if item is None or not all(item.size):
        return None
    mirrored, turns = False, 0
    for kind, value in item.steps:
        if kind == b"irot":
            turns += value & 3
        elif kind == b"imir":
            # Mode 0 exchanges top and bottom: the same as exchanging left and right, and turning by 180 degrees.
            mirrored, turns = not mirrored, (0 if value & 1 else 2) - turns
    cropped = any(kind == b"clap" for kind, _ in item.steps)
    return CodedPicture(item.size, _ORIENTATIONS[mirrored, turns % 4], cropped)


def _meta_of(file: BinaryIO) -> tuple[bytes, int]:
    """The box with the items, including its header, and its offset in the file; empty if there is none."""
    for box in top_boxes(file):
        if box.kind == b"meta":
            content = content_of(file, box, _MOST_META)
            return struct.pack(">I4s", len(content) + 8, b"meta") + content, box.start - 8
    return b"", 0


def _items_in(meta: bytes) -> Items:
    try:
        return items_of(meta, _MOST_BOXES)
    except (PhotoError, struct.error, IndexError):
        return Items()


def _data_of(file: BinaryIO, meta: bytes, start: int, item: Item) -> bytes:
    parts, room = [], _MOST_PACKET
    for offset, length in item.spans:
        if length > room:
            return b""
        room -= length
        if item.inside:
            parts.append(meta[offset : offset + length])
        else:
            file.seek(offset)
            parts.append(file.read(length))
    return b"".join(parts)
