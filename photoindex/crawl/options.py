"""The options of a crawl, and the records that a crawl yields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from photoindex.domain.photo import PhotoFile


def leave_out(_folder: Path) -> frozenset[str] | None:
    """Leave out every folder that an export made."""
    return None


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Which files to yield.

    `suffixes` holds the endings of photo files, in lower case and with the dot. With `hidden`, files and folders that
    the system hides are included. `exclude` holds gitignore patterns relative to each root. These patterns outrank the
    patterns in ignore files. `counted` holds the endings of files that are only counted. `own_files` is called for each
    folder that holds the record of an export. If it returns None, the folder is left out with everything below it.
    Otherwise the folder is walked, but the returned files are left out. The returned names are relative to the folder
    and use slashes.
    """

    suffixes: frozenset[str]
    hidden: bool = False
    exclude: Sequence[str] = ()
    counted: frozenset[str] = frozenset()
    own_files: Callable[[Path], frozenset[str] | None] = leave_out


class FoundFile(NamedTuple):
    """A photo file in a tree: its absolute path as text, and its `FileNumbers`.

    This class is a tuple of plain values to save time and memory: a library may have half a million files, most of them
    unchanged.
    """

    text: str
    size: int
    mtime_ns: int
    ctime_ns: int | None = None
    inode: int | None = None

    @property
    def path(self) -> Path:
        return Path(self.text)

    @property
    def photo_file(self) -> PhotoFile:
        return PhotoFile(self.path, self.size, self.mtime_ns, self.ctime_ns, self.inode)


@dataclass(frozen=True, slots=True)
class OptedOut:
    """A folder that is left out, with everything below it, because it holds a file called `marker`."""

    path: Path
    marker: str


class OtherFile(NamedTuple):
    """A file with one of the endings `CrawlOptions.counted`: its absolute path as text."""

    text: str


@dataclass(frozen=True, slots=True)
class CrawlProblem:
    """A file, or a folder with everything below it, that could not be read, and the reason.

    Files that the index knows at or below `path` may still exist, so they must not be treated as deleted.
    """

    path: Path
    message: str
