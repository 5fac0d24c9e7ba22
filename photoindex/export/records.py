"""Define the input and the report of an export."""

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
    """A face to keep in view; `name` is the person's, or None if nobody has named the face."""

    box: Box
    name: str | None


@dataclass(frozen=True, slots=True)
class ExportPhoto:
    """One photo to export. Files with the same `content_hash` are the same photo; `taken_at` is local time with the
    precision `taken_precision`.

    `original` is the file as it was scanned: if its content has changed since, it is left out. `lost` says why the file
    cannot be opened and must not be tried, for example because its disk is offline.
    """

    path: Path
    content_hash: str
    taken_at: datetime | None
    faces: tuple[ExportFace, ...] = ()
    original: Original | None = None
    lost: str | None = None
    taken_precision: TakenPrecision = "second"

    def check(self) -> None:
        """Check that the file can be exported as this photo.

        Raises:
            PhotoError: it cannot be opened, or its content has changed.
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
    """The numbers of photos added, kept and removed, and the files that were left out or left alone, with reasons."""

    added: int
    kept: int
    removed: int
    skipped: tuple[tuple[Path, str], ...]


# Called with the number of photos done and the total.
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """A `Progress` that shows nothing."""
