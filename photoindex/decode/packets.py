"""Find the XMP packets in a photo of any format, reading only the parts of the file that hold them.

XMP specification, part 3: where each format keeps its packet.
"""

import io
from pathlib import Path
from typing import BinaryIO

from photoindex.decode.boxes import content_of, top_boxes
from photoindex.decode.containers import read_blocks
from photoindex.decode.extended_xmp import packets_of_jpeg
from photoindex.decode.heif_meta import packets_in_items
from photoindex.decode.regular_file import open_regular
from photoindex.decode.tiff_tags import TagBlock

_MOST_BYTES = 16_000_000
_JPEG, _RAF = b"\xff\xd8\xff", b"FUJIFILMCCD-RAW "
_BOX = slice(4, 8)
_FAMILY, _JXL = b"ftyp", b"JXL "
# The box in which Canon's CR3 keeps the packet.
_UUID_OF_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
# The JPEG in a RAF, after the name of the camera.
_JPEG_OF_RAF = slice(84, 92)
_TAG_OF_XMP = 700


def packets_of(path: Path) -> list[bytes]:
    """The XMP packets in a photo, the main one first; none if the file has none, or is not a photo.

    Raises OSError if the file cannot be read.
    """
    with open_regular(path) as file:
        return packets_in(file)


def packets_in(file: BinaryIO) -> list[bytes]:
    """The XMP packets in an open file; see `packets_of`."""
    file.seek(0)
    return [packet for packet in _found_in(file) if packet]


def _found_in(file: BinaryIO) -> list[bytes]:
    head = file.read(92)
    if head.startswith(_JPEG):
        return packets_of_jpeg(file)
    if head[_BOX] in {_FAMILY, _JXL}:
        return [*packets_in_items(file), *_packets_in_boxes(file)]
    inner = embedded_jpeg(file)
    if inner is not None:
        return packets_of_jpeg(inner)
    tags = TagBlock(file)
    if tags.valid:
        directory = tags.directory(tags.first)
        return [directory.blob(_TAG_OF_XMP, _MOST_BYTES)] if directory else []
    return [read_blocks(file).xmp]


def _packets_in_boxes(file: BinaryIO) -> list[bytes]:
    """The packets of JPEG XL and CR3. A packet that JPEG XL has compressed with Brotli is left out."""
    packets = []
    for box in list(top_boxes(file)):
        if box.kind == b"xml ":
            packets.append(content_of(file, box, _MOST_BYTES))
        elif box.kind == b"uuid":
            file.seek(box.start)
            if file.read(len(_UUID_OF_XMP)) == _UUID_OF_XMP:
                packets.append(content_of(file, box, _MOST_BYTES)[len(_UUID_OF_XMP) :])
    return packets


def embedded_jpeg(file: BinaryIO) -> BinaryIO | None:
    """Read the first megabytes of the JPEG in a RAF file: they hold the metadata. None for other files."""
    file.seek(0)
    head = file.read(_JPEG_OF_RAF.stop)
    if not head.startswith(_RAF):
        return None
    place = head[_JPEG_OF_RAF]
    file.seek(int.from_bytes(place[:4]))
    return io.BytesIO(file.read(min(int.from_bytes(place[4:]), _MOST_BYTES)))
