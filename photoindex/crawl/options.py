"""The options of a crawl, and the records that it yields."""

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

    `suffixes` are the endings of photo files, lower-case and with the dot. `hidden` includes files and folders that the
    system hides. `exclude` are gitignore patterns, relative to each root; they outrank those of ignore files. `counted`
    are endings of files that are only counted. `own_files` is called for a folder with the record of an export: None
    leaves it out with everything below it; otherwise it is walked without the returned files, whose names are relative
    to it and use slashes.
    """

    suffixes: frozenset[str]
    hidden: bool = False
    exclude: Sequence[str] = ()
    counted: frozenset[str] = frozenset()
    own_files: Callable[[Path], frozenset[str] | None] = leave_out


class FoundFile(NamedTuple):
    """A photo file in a tree: its absolute path as text, and its `FileNumbers`.

    A tuple of plain values, because a library has half a million files, and most are unchanged.
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
    """A folder that is left out with everything below it, because it holds a file called `marker`."""

    path: Path
    marker: str


class OtherFile(NamedTuple):
    """A file with one of the endings `CrawlOptions.counted`: its absolute path as text."""

    text: str


@dataclass(frozen=True, slots=True)
class CrawlProblem:
    """A file, or a folder with everything below it, that could not be read, and why.

    Files known at or below `path` may still exist: they must not count as deleted.
    """

    path: Path
    message: str
