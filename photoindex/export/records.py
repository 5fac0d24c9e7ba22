"""Define the input and the report of an export."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from photoindex.domain.ages import Age
from photoindex.domain.geometry import Box, Point
from photoindex.domain.photo import TakenPrecision
from photoindex.errors import NotFoundError, PhotoError
from photoindex.originals import Original, Presence, presence_by_content

SkipReason = Literal[
    "away", "changed", "missing", "unreadable", "damaged", "edited", "not-an-original", "last-name",
    "keeps-metadata",
]  # fmt: skip

SKIP_REASONS: Mapping[Presence, SkipReason] = {
    Presence.CHANGED: "changed",
    Presence.GONE: "missing",
    Presence.UNREADABLE: "unreadable",
}
"""Why a file that is not as it was scanned cannot be exported."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out of the export, or not touched by it.

    - "away": its disk is away.
    - "changed": it no longer holds the photo that was scanned.
    - "missing": it is no longer there.
    - "unreadable": it cannot be read; `detail` is the system's message, if there is one.
    - "damaged": it cannot be shown; `detail` is the decoder's message.
    - "edited": it is a copy that an earlier export made and that somebody has changed since then; it stays.
    - "not-an-original": it was requested as a photo, but is a copy that an earlier export made and that has changed
      since then.
    - "last-name": it is a hard link, and the last name of its photo, so it is not removed.
    - "keeps-metadata": its metadata cannot be removed without making another picture; `detail` says why.
    """

    path: Path
    reason: SkipReason
    detail: str = ""


class NotExportedError(PhotoError):
    """A photo cannot be exported, for one of the reasons in `Skipped`."""

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__("read", f"{reason}: {detail}" if detail else reason)
        self.why, self.detail = reason, detail


def skipped(path: Path, error: PhotoError) -> Skipped:
    """The record of a photo that cannot be exported."""
    if isinstance(error, NotExportedError):
        return Skipped(path, error.why, error.detail)
    return Skipped(path, "damaged", error.message)


@dataclass(frozen=True, slots=True)
class ExportFace:
    """A face to keep in view; `name` is the person's name, or None if nobody has named the face.

    `main` faces belong to the people whom the export is about. `eyes` are fractions of the upright photo, the left one
    in the picture first; None if unknown.
    """

    box: Box
    name: str | None
    eyes: tuple[Point, Point] | None = None
    main: bool = False


@dataclass(frozen=True, slots=True)
class ExportPhoto:
    """One photo to export. Files with the same `content_hash` are the same photo; `taken_at` is local time with the
    precision `taken_precision`.

    `original` is the file as it was scanned; if its content has changed since then, the photo is left out. `lost` is
    the reason why the file cannot be opened (for example, its disk is offline); if there is a reason, do not try to
    open the file.

    `kind` is its format, as in `PhotoFacts`; empty if unknown. `width` and `height` are in pixels of the upright photo;
    0 if unknown. `album` is what the folder of the photo says about it. `age` is the age of the person whom the export
    is about. `everybody` says that the photo shows all people whom the export is about. `appeal` says how well the
    photo represents them, 0 to 1.
    """

    path: Path
    content_hash: str
    taken_at: datetime | None
    faces: tuple[ExportFace, ...] = ()
    original: Original | None = None
    lost: SkipReason | None = None
    taken_precision: TakenPrecision = "second"
    kind: str = ""
    width: int = 0
    height: int = 0
    album: str = ""
    age: Age | None = None
    everybody: bool = False
    appeal: float = 0.0

    def check(self) -> None:
        """Check that the file can be exported as this photo.

        Raises:
            NotExportedError: it cannot be opened, or its content has changed.
        """
        if self.lost is not None:
            raise NotExportedError(self.lost)
        if self.original is None:
            if not os.path.lexists(self.path):
                raise NotExportedError("missing")
            return
        try:
            presence = presence_by_content(self.original)
        except OSError as error:
            raise NotExportedError("unreadable", error.strerror or str(error)) from error
        if presence in SKIP_REASONS:
            raise NotExportedError(SKIP_REASONS[presence])


def nothing_exported(example: str) -> NotFoundError:
    """The error of an export of which no photo can be opened, with the path of one of them."""
    return NotFoundError(
        f"none of the photos can be exported now, for example {example}",
        hint="Connect their disk, or scan again if they were moved. Nothing was exported.",
    )


def nothing_shown() -> NotFoundError:
    """The error of a film of which no photo can be opened."""
    return NotFoundError("none of the photos can be opened now", hint="Connect their disk, or scan again.")


ChapterKind = Literal["year", "age", "none"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Successive photos of a slideshow: those of the years `years` (first and last), or those at the ages `ages`
    (youngest and oldest). `photos` is their number.

    `years` is None for undated photos, `ages` if no age is known.
    """

    kind: ChapterKind
    photos: int
    years: tuple[int, int] | None
    ages: tuple[Age, Age] | None


@dataclass(frozen=True, slots=True)
class SlideshowTexts:
    """The texts of a slideshow page that depend on its photos.

    `title` heads the page. `subtitle` receives the number of photos and the years in which they were taken, in
    ascending order; there are none if no photo has a date. `caption` words when or where a photo was taken, and
    `details` who else is in it, their age and so on. `chapter` returns the heading of a chapter and a line below it.
    """

    title: str
    subtitle: Callable[[int, Sequence[int]], str]
    caption: Callable[[ExportPhoto], str]
    details: Callable[[ExportPhoto], str]
    chapter: Callable[[Chapter], tuple[str, str]]


# Called with the number of photos done and the total.
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """A `Progress` that shows nothing."""
