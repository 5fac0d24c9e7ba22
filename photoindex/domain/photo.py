"""Define photos and files: a photo is its content, a file is a path that holds it."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from photoindex.domain.photo_texts import PhotoTexts

TakenPrecision = Literal["year", "month", "day", "minute", "second"]
"""How precisely the date of a photo is known."""

TakenFrom = Literal[
    "exif", "exif-digitized", "exif-changed", "xmp", "xmp-created", "iptc", "iptc-digitized", "png", "png-changed",
    "raw", "name", "",
]  # fmt: skip
"""The source of a date. Plain "exif" and "xmp" stand for the fields that say when the photo was taken."""

FACTS_VERSION = 2
"""This number is raised when the reading of metadata improves, so that photos scanned earlier are read again: 0 stands
for dates without a precision, 1 for photos without texts.
"""

FACTS_WITHOUT_TEXTS = 1

Tolerated = Literal["jpeg-segments", "png-chunks", "webp-chunks", "tiff-range", ""]
"""The defect of a file whose picture is intact nevertheless (see `photoindex.decode.mending`)."""


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file found in a photo tree: an absolute path and its `FileNumbers`.

    Two files are equal if their paths, sizes and modification times are equal. The other numbers do not count, because
    they may differ between machines.
    """

    path: Path
    size: int
    mtime_ns: int
    ctime_ns: int | None = field(default=None, compare=False)
    inode: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """The metadata of a photo, from the file itself.

    `width` and `height` are the size of the upright image in pixels. `taken_at` is local time without a zone, as
    cameras write it; it is the earliest moment that `taken_precision` allows. `taken_from` is the source of the date,
    or "" if the date is unknown. `taken_trusted` means that the date is reliable enough to rule out people who were not
    alive then. Latitude and longitude are degrees, north and east positive. `orientation` is the EXIF value 1 to 8 that
    was applied. `texts` are the title, the caption and the keywords in the file.
    """

    width: int
    height: int
    format: str
    orientation: int = 1
    taken_at: datetime | None = None
    taken_from: TakenFrom = ""
    taken_precision: TakenPrecision = "second"
    taken_trusted: bool = False
    camera_make: str | None = None
    camera_model: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    tolerated: Tolerated = ""
    texts: PhotoTexts = field(default=PhotoTexts(), repr=False)
