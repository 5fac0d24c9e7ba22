"""Whether a file is still what it was when it was last read, as far as the system tells without reading it."""

from enum import Enum

from photoindex.crawl import FoundFile
from photoindex.store.tables.photos import KnownFile

# A library on a file system that numbers its files afresh each time it is mounted must not be read again each time:
# up to this many files, or this share of those that were compared, another number means another file.
_FEW = 20
_SHARE = 0.01


class Likeness(Enum):
    """What a look at a file's numbers says: `RENUMBERED` is the same but for its number within the file system, and
    `IN_DOUBT` must be read to know."""

    SAME = "same"
    RENUMBERED = "renumbered"
    IN_DOUBT = "in doubt"
    CHANGED = "changed"


def likeness(before: KnownFile, now: FoundFile, began_ns: int) -> Likeness:
    """Compare what is known of a path with what is there.

    A file that was gone and came back was renamed at least, which moves its change time: its number tells then.

    Args:
        began_ns: when the walk began, in nanoseconds since 1970. A change time after that is no evidence: some file
            systems give the present for it, and a file that is being written is caught by the next scan.
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
    """Whether files with another number may be taken for other files, going by how many of those compared have one."""
    return renumbered <= max(_FEW, compared * _SHARE)


def _differ(before: int | None, now: int | None) -> bool:
    return before is not None and now is not None and before != now
