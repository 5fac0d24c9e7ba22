"""Read what the system knows about one entry in a folder."""

import errno
import os
import stat
from pathlib import Path

from photoindex.crawl.options import CrawlProblem, FoundFile
from photoindex.domain.file_numbers import numbers_of

_BROKEN_LINK = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}
_SYSTEM_HAS_A_HIDDEN_FLAG = hasattr(os.stat_result, "st_file_attributes") or hasattr(os.stat_result, "st_flags")


def is_broken_link(entry: os.DirEntry[str], error: OSError) -> bool:
    """Whether reading the entry failed because it is a link without a target."""
    return error.errno in _BROKEN_LINK and entry.is_symlink()


def may_be_link(entry: os.DirEntry[str]) -> bool:
    if entry.is_symlink():
        return True
    # Python does not count Windows junctions and mount points as symlinks, yet they can form cycles.
    attributes: int = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0) if os.name == "nt" else 0
    return bool(attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)


def has_hidden_flag(entry: os.DirEntry[str]) -> bool:
    """Whether the entry has the hidden attribute of Windows (`attrib +h`) or the hidden flag of macOS (`chflags
    hidden`).
    """
    if not _SYSTEM_HAS_A_HIDDEN_FLAG:
        return False
    status = entry.stat(follow_symlinks=False)
    attributes: int = getattr(status, "st_file_attributes", 0)
    flags: int = getattr(status, "st_flags", 0)
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN or flags & stat.UF_HIDDEN)


def photo_file_at(path: str, status: os.stat_result) -> FoundFile:
    return FoundFile(path, *numbers_of(status))


def unreadable(path: str, error: OSError) -> CrawlProblem:
    return CrawlProblem(Path(path), f"cannot be read: {error.strerror or error}")
