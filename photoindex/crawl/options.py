"""What a crawl is asked for, and what it could not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Which files are wanted.

    `suffixes` are the endings of photo files, lower-case and with the dot. `hidden` includes files and folders that the
    system hides. `exclude` are gitignore patterns, relative to each root; they outrank those of ignore files.
    """

    suffixes: frozenset[str]
    hidden: bool = False
    exclude: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CrawlProblem:
    """A file, or a folder with everything below it, that could not be seen, and why.

    What was known from before of `path` and of what lies below it may still be there: it must not count as deleted.
    """

    path: Path
    message: str
