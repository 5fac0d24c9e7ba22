"""What goes into an export and what comes out of it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.domain.photo import TakenPrecision
from photoindex.errors import PhotoError
from photoindex.originals import Original, check_original


@dataclass(frozen=True, slots=True)
class ExportFace:
    """A face to keep in view; `name` is the person's, or None where nobody has named it."""

    box: Box
    name: str | None


@dataclass(frozen=True, slots=True)
class ExportPhoto:
    """One photo to export. `content_hash` is what makes two files the same photo; `taken_at` is local time, known
    as exactly as `taken_precision` says.

    `original` is the file as it was scanned: one that holds something else since is left out. `lost` says why the file
    cannot be opened and must not be tried, on a disk that is away.
    """

    path: Path
    content_hash: str
    taken_at: datetime | None
    faces: tuple[ExportFace, ...] = ()
    original: Original | None = None
    lost: str | None = None
    taken_precision: TakenPrecision = "second"

    def check(self) -> None:
        """See to it that the file can be exported as this photo.

        Raises:
            PhotoError: it cannot be opened, or holds something else.
        """
        if self.lost is not None:
            raise PhotoError("read", self.lost)
        if self.original is not None:
            check_original(self.original)
        elif not os.path.lexists(self.path):
            raise PhotoError("read", "the file is no longer there")


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
