"""What goes into an export and what comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.domain.photo import TakenPrecision


@dataclass(frozen=True, slots=True)
class ExportFace:
    """A face to keep in view; `name` is the person's, or None where nobody has named it."""

    box: Box
    name: str | None


@dataclass(frozen=True, slots=True)
class ExportPhoto:
    """One photo to export. `content_hash` is what makes two files the same photo; `taken_at` is local time, known as
    exactly as `taken_precision` says."""

    path: Path
    content_hash: str
    taken_at: datetime | None
    faces: tuple[ExportFace, ...] = ()
    taken_precision: TakenPrecision = "second"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`title` heads the page, `link` makes symbolic links instead of copies, `update` allows an existing folder."""

    title: str
    link: bool = False
    update: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Photos added, kept and removed, and the files that were left out or left alone, each with the reason."""

    added: int
    kept: int
    removed: int
    skipped: tuple[tuple[Path, str], ...]


# Called with the photos done and the photos to do.
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tells nobody."""
