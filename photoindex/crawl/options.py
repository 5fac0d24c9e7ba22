"""What a crawl is asked for, what it finds, and what it could not see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from photoindex.domain.photo import PhotoFile


def leave_out(_folder: Path) -> frozenset[str] | None:
    """Every folder that an export made is left out."""
    return None


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Which files are wanted.

    `suffixes` are the endings of photo files, lower-case and with the dot. `hidden` includes files and folders that the
    system hides. `exclude` are gitignore patterns, relative to each root; they outrank those of ignore files. `counted`
    are endings of files that are only to be known of. `own_files` is asked for a folder that holds the record of an
    export: None leaves it out with everything below it, else it is walked, without the files of these names, which are
    relative to it and have slashes.
    """

    suffixes: frozenset[str]
    hidden: bool = False
    exclude: Sequence[str] = ()
    counted: frozenset[str] = frozenset()
    own_files: Callable[[Path], frozenset[str] | None] = leave_out


class FoundFile(NamedTuple):
    """A photo file in a tree: its absolute path as text, and how the system describes it, as `FileNumbers` do.

    A tuple of text, because a library has half a million of them, most of which need not be looked at any further.
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
    """A file, or a folder with everything below it, that could not be seen, and why.

    What was known from before of `path` and of what lies below it may still be there: it must not count as deleted.
    """

    path: Path
    message: str
