"""What a crawl is asked for, what it finds, and what it could not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from photoindex.domain.photo import PhotoFile


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Which files are wanted.

    `suffixes` are the endings of photo files, lower-case and with the dot. `hidden` includes files and folders that the
    system hides. `exclude` are gitignore patterns, relative to each root; they outrank those of ignore files. `counted`
    are endings of files that are only to be known of.
    """

    suffixes: frozenset[str]
    hidden: bool = False
    exclude: Sequence[str] = ()
    counted: frozenset[str] = frozenset()


class FoundFile(NamedTuple):
    """A photo file in a tree: its absolute path as text, its size in bytes and its modification time in nanoseconds.

    A tuple of text, because a library has half a million of them, most of which need not be looked at any further.
    """

    text: str
    size: int
    mtime_ns: int

    @property
    def path(self) -> Path:
        return Path(self.text)

    @property
    def photo_file(self) -> PhotoFile:
        return PhotoFile(self.path, self.size, self.mtime_ns)


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
