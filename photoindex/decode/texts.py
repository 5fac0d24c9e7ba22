"""Read the titles, captions and keywords in a photo, without decoding its picture.

Each kind of block has its own fields for them (Metadata Working Group, Guidelines for Handling Image Metadata 2.0,
section 5). All are read, and the fields of XMP count first, then those of IPTC, Exif and PNG.
"""

from collections.abc import Iterator
from typing import BinaryIO

from photoindex.decode.boxes import content_of, top_boxes
from photoindex.decode.containers import Blocks, read_blocks
from photoindex.decode.exif import exif_texts, exif_texts_in
from photoindex.decode.heif_meta import exif_in_items
from photoindex.decode.iptc import iptc_in, iptc_texts
from photoindex.decode.packets import embedded_jpeg, packets_in
from photoindex.decode.text_cleaning import FoundTexts, joined_texts
from photoindex.decode.tiff_tags import TagBlock
from photoindex.decode.xmp_texts import xmp_texts
from photoindex.domain.photo_texts import PhotoTexts

_IPTC, _PHOTOSHOP = 33723, 34377
_MOST_PAGES = 3
_MOST_EXIF = 16_000_000
_FAMILY, _JXL, _BOX = b"ftyp", b"JXL ", slice(4, 8)


def texts_in(file: BinaryIO) -> PhotoTexts:
    """The texts in an open file; none if it is not a photo, or its blocks are damaged.

    Raises OSError if the file cannot be read.
    """
    packets = [xmp_texts(packet) for packet in packets_in(file)]
    return joined_texts([*packets, *_beside_xmp(file)])


def _beside_xmp(file: BinaryIO) -> Iterator[FoundTexts]:
    file.seek(0)
    head = file.read(16)
    if head[_BOX] in {_FAMILY, _JXL}:
        for block in (exif_in_items(file), _exif_box(file)):
            if block:
                yield exif_texts(block[4 + int.from_bytes(block[:4]) :])
        return
    inner = embedded_jpeg(file)
    blocks = read_blocks(inner or file)
    if blocks.kind:
        yield from _of_blocks(blocks)
    else:
        yield from _of_directories(TagBlock(file))


def _of_blocks(blocks: Blocks) -> Iterator[FoundTexts]:
    if blocks.iptc:
        yield iptc_texts(blocks.iptc)
    if blocks.exif:
        yield exif_texts(blocks.exif)
    texts = blocks.texts
    yield FoundTexts((texts.get("Title", ""),), (texts.get("Description", ""), texts.get("Comment", "")))


def _of_directories(tags: TagBlock) -> Iterator[FoundTexts]:
    for number, directory in enumerate(tags.chain()):
        if number == _MOST_PAGES:
            return
        iptc = directory.blob(_IPTC) or iptc_in(directory.blob(_PHOTOSHOP)) or b""
        yield iptc_texts(iptc)
        yield exif_texts_in(tags, directory)


def _exif_box(file: BinaryIO) -> bytes:
    """The Exif block of a JPEG XL."""
    boxes = (content_of(file, box, _MOST_EXIF) for box in list(top_boxes(file)) if box.kind == b"Exif")
    return next(boxes, b"")
