"""Find the coded picture of a HEIF or JPEG XL file, without decoding it."""

from typing import BinaryIO

from photoindex.decode.boxes import top_boxes
from photoindex.decode.coded_picture import CodedPicture
from photoindex.decode.heif_meta import coded_heif
from photoindex.decode.jxl_header import HEADER_BYTES, START, read_header

_HEIF, _JXL = b"ftyp", b"JXL "
_BOX = slice(4, 8)
_STREAM, _PART, _WAS_JPEG = b"jxlc", b"jxlp", b"jbrd"
_NUMBER_OF_PART = 4


def coded_picture(file: BinaryIO) -> CodedPicture | None:
    """The picture of a HEIF or JPEG XL file as it is coded.

    None for files of other formats, for damaged files, and for a JPEG XL that was made from a JPEG: it is converted
    back to that JPEG, whose orientation is the one in its Exif block.
    """
    file.seek(0)
    head = file.read(8)
    if head[_BOX] == _HEIF:
        return coded_heif(file)
    if head[_BOX] == _JXL:
        return _coded_jxl(_start_of_stream(file))
    file.seek(0)
    return _coded_jxl(file.read(HEADER_BYTES))


def _coded_jxl(stream: bytes) -> CodedPicture | None:
    if not stream.startswith(START):
        return None
    header = read_header(stream)
    return CodedPicture(header.size, header.orientation) if all(header.size) else None


def _start_of_stream(file: BinaryIO) -> bytes:
    """The first bytes of the codestream in a container; empty if it was made from a JPEG."""
    stream = b""
    for box in list(top_boxes(file)):
        if box.kind == _WAS_JPEG:
            return b""
        if box.kind in {_STREAM, _PART} and len(stream) < HEADER_BYTES:
            skipped = _NUMBER_OF_PART if box.kind == _PART else 0
            file.seek(box.start + skipped)
            stream += file.read(min(HEADER_BYTES, max(0, box.size - skipped)))
    return stream
