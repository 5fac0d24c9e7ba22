"""List the boxes at the top of a file of the ISO base media family (HEIF, AVIF, JPEG XL, CR3) without reading them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

# Real files have fewer than a hundred.
_MOST_BOXES = 10_000


@dataclass(frozen=True, slots=True)
class TopBox:
    """A box: its type, and the offset and the size in bytes of its content in the file."""

    kind: bytes
    start: int
    size: int


def top_boxes(file: BinaryIO) -> Iterator[TopBox]:
    """The boxes at the top of a file (ISO/IEC 14496-12, section 4.2). A truncated or invalid box ends the list."""
    end = file.seek(0, io.SEEK_END)
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        size, header = int.from_bytes(head[:4]), 8
        if size == 1:
            size, header = int.from_bytes(head[8:]), 16
        after = min(at + size, end) if size else end
        if after < at + header:
            return
        yield TopBox(head[4:8], at + header, after - at - header)
        at = after


def content_of(file: BinaryIO, box: TopBox, most: int) -> bytes:
    """The content of a box; empty if it is larger than `most` bytes."""
    if box.size > most:
        return b""
    file.seek(box.start)
    return file.read(box.size)
