"""Tell from the file numbers whether a file has changed since it was last read."""

from enum import Enum

from photoindex.crawl import FoundFile
from photoindex.store.tables.known_files import KnownFile

# Some file systems assign new inodes on every mount, and a library on one of them must not be read again each time. A
# different inode is taken to mean a different file only if at most this many files, or this share of the compared
# files, have a different inode.
_FEW = 20
_SHARE = 0.01


class Likeness(Enum):
    """The result of comparing file numbers. `RENUMBERED`: only the inode differs. `IN_DOUBT`: the file must be read."""

    SAME = "same"
    RENUMBERED = "renumbered"
    IN_DOUBT = "in doubt"
    CHANGED = "changed"


def likeness(before: KnownFile, now: FoundFile, began_ns: int) -> Likeness:
    """Compare the current file numbers of a path with those that the index holds.

    A file that was missing and is back was at least renamed. Renaming changes the ctime, so the inode decides.

    Args:
        began_ns: when the walk began, in nanoseconds since 1970. A ctime after this moment proves nothing, because some
            file systems report the present time; a file that is being written will be found by the next scan.
    """
    if (before.size, before.mtime_ns) != (now.size, now.mtime_ns):
        return Likeness.CHANGED
    renumbered = _differ(before.inode, now.inode)
    if before.missing:
        return Likeness.IN_DOUBT if renumbered else Likeness.SAME
    if _differ(before.ctime_ns, now.ctime_ns) and now.ctime_ns is not None and now.ctime_ns < began_ns:
        return Likeness.IN_DOUBT
    return Likeness.RENUMBERED if renumbered else Likeness.SAME


def numbers_are_stable(compared: int, renumbered: int) -> bool:
    """Whether a different inode means a different file on this disk, judged by the number of changed inodes."""
    return renumbered <= max(_FEW, compared * _SHARE)


def _differ(before: int | None, now: int | None) -> bool:
    return before is not None and now is not None and before != now
