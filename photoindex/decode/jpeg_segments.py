"""Walk the segments of a JPEG in memory, as fast as a byte search, whatever lies between the segments."""

import re
import struct
from collections.abc import Iterator

from photoindex.errors import PhotoError

START = b"\xff\xd8"

# Frames, tables, scans, applications and comments (ISO/IEC 10918-1, table B.1).
_SEGMENTS = frozenset((*range(0xC0, 0xD0), *range(0xDA, 0xF0), 0xFE)) - {0xC8}
_APPLICATIONS = frozenset((*range(0xE0, 0xF0), 0xFE))
_SOS = 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LARGEST_SIDE = 65_535

_NO_FILLING = re.compile(rb"[^\xff]")
# Finds the next marker after the first scan, passing over the data, restart markers and fill bytes. 0xD9 is the end of
# the picture.
_BETWEEN_SCANS = re.compile(rb"\xff[\xc0-\xcf\xd9-\xfe]")
_END = 0xD9

# The most bytes that a decoder may skip one by one, and the most bytes of application segments that it may keep: no
# photo has more.
_MOST_SKIPPED = 65_536
_MOST_APPLICATIONS = 16_000_000
_MOST_BEFORE_FRAME = 1000
_LONG_FILLING = b"\xff" * _MOST_SKIPPED


def next_segment(data: bytes, at: int, most: int) -> int:
    """The offset of the next segment from `at`; -1 if none follows within `most` markers."""
    for _ in range(most):
        at = data.find(b"\xff", at)
        behind = _NO_FILLING.search(data, at) if at >= 0 else None
        if behind is None:
            return -1
        if data[behind.start()] in _SEGMENTS and behind.start() + 2 < len(data):
            return behind.start() - 1
        at = behind.start() + 1
    return -1


def tidied(data: bytes, most: int) -> bytes:
    """The same JPEG without the bytes that decoders would skip one by one, and without the bytes that decoders would
    keep but never read.

    Long runs of fill bytes and other bytes between segments are removed, and so are application segments beyond the
    first 16 MB. Raises PhotoError ("too-much-work") if more than `most` segments come before the picture.
    """
    if not data.startswith(START):
        return data
    parts, skipped, applications, end = [START], 0, 0, len(START)
    for start, size in _head(data, most):
        skipped += start - end
        end = start + size
        applications += size if data[start + 1] in _APPLICATIONS else 0
        if data[start + 1] not in _APPLICATIONS or applications <= _MOST_APPLICATIONS:
            parts.append(data[start:end])
    scan = next_segment(data, end, most)
    rest = scan if scan >= 0 else end
    skipped += rest - end
    if data.find(_LONG_FILLING, rest) >= 0:
        tail = re.sub(rb"\xff{65536,}", _LONG_FILLING, data[rest:])
    elif skipped <= _MOST_SKIPPED and applications <= _MOST_APPLICATIONS:
        return data
    else:
        tail = data[rest:]
    return b"".join((*parts, tail if scan >= 0 else tail[:_MOST_SKIPPED]))


def frame_size(data: bytes, start: int) -> tuple[int, int]:
    """The declared (width, height) of a JPEG that begins at `start` within other bytes; (0, 0) if it declares none.

    After more than a thousand segments, the largest possible size is assumed. Raises struct.error if the frame header
    is truncated.
    """
    at = start + len(START)
    if not data.startswith(START, start):
        return 0, 0
    for _ in range(_MOST_BEFORE_FRAME):
        at = next_segment(data, at, _MOST_BEFORE_FRAME)
        if at < 0 or data[at + 1] == _SOS:
            return 0, 0
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return _LARGEST_SIDE, _LARGEST_SIDE


def first_scan(data: bytes, most: int) -> int:
    """The offset of the first scan of a JPEG; -1 if it has none."""
    end = len(START)
    for start, size in _head(data, most):
        end = start + size
    at = next_segment(data, end, most)
    return at if at >= 0 and data[at + 1] == _SOS else -1


def scans(data: bytes, first: int, most: int) -> int:
    """The number of scans of the picture whose first scan begins at `first`; counting stops just above `most`."""
    count, at = 1, first + 2
    while count <= most and (match := _BETWEEN_SCANS.search(data, at)):
        marker, at = data[match.start() + 1], match.start() + 2
        if marker == _END:
            break
        count += marker == _SOS
        if marker in _APPLICATIONS:
            at += int.from_bytes(data[at : at + 2])
    return count


def _head(data: bytes, most: int) -> Iterator[tuple[int, int]]:
    """(start, size) of each segment before the first scan. The iteration ends at the first segment without a valid
    size.
    """
    at = len(START)
    for _ in range(most):
        at = next_segment(data, at, most)
        if at < 0 or data[at + 1] == _SOS:
            return
        size = 2 + int.from_bytes(data[at + 2 : at + 4])
        if size < 4:
            return
        yield at, size
        at += size
    raise PhotoError("decode", f"a JPEG with more than {most:,} segments before its picture", "too-much-work")
