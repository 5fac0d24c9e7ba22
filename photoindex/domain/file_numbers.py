"""Read the size, times and inode of a file, in the range that a database column holds.

This is the only place that asks the system for these numbers. All code that compares or stores the numbers therefore
gets the same values. A file dated after the year 2262, for example, is scanned once and counts as unchanged in the next
scan.
"""

import os
from typing import NamedTuple

# A column of the index is a signed number of 64 bits.
LARGEST = 2**63 - 1
SMALLEST = -(2**63)

# On Windows st_ctime is the creation time, which an edit does not change.
HAS_CHANGE_TIME = os.name == "posix"


class FileNumbers(NamedTuple):
    """Size in bytes; modification time and status change time in nanoseconds since 1970; inode.

    The last two are None if the system does not provide them.
    """

    size: int
    mtime_ns: int
    ctime_ns: int | None
    inode: int | None


def numbers_of(status: os.stat_result, *, has_change_time: bool = HAS_CHANGE_TIME) -> FileNumbers:
    """The numbers of a file. Sizes and times out of range are clamped. Inodes must stay distinct, so an inode out of
    range is reinterpreted as the signed number with the same 64 bits.
    """
    size, mtime_ns, inode = status.st_size, status.st_mtime_ns, status.st_ino
    ctime_ns = status.st_ctime_ns if has_change_time else None
    # This runs for half a million files, and nearly all their numbers are in range.
    if not (0 <= size <= LARGEST and SMALLEST <= mtime_ns <= LARGEST):
        size, mtime_ns = clamped(max(size, 0)), clamped(mtime_ns)
    if ctime_ns is not None and not SMALLEST <= ctime_ns <= LARGEST:
        ctime_ns = clamped(ctime_ns)
    # Windows listings do not include the inode, and some file systems have none.
    return FileNumbers(size, mtime_ns, ctime_ns, inode if 0 < inode <= LARGEST else _signed(inode))


def clamped(number: int) -> int:
    """The nearest number that a column can hold."""
    return min(max(number, SMALLEST), LARGEST)


def _signed(number: int) -> int | None:
    return (number + 2**63) % 2**64 - 2**63 if number else None
