"""What is known of a photo: a file is a path that holds it, the photo itself is its content."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

TakenPrecision = Literal["year", "month", "day", "minute", "second"]
"""How exactly it is known when a photo was taken."""

TakenFrom = Literal[
    "exif", "exif-digitized", "exif-changed", "xmp", "xmp-created", "iptc", "iptc-digitized", "png", "png-changed",
    "raw", "name", "",
]  # fmt: skip
"""Where a date comes from; "exif" and "xmp" alone stand for the fields that say when the photo was taken."""

FACTS_VERSION = 1
"""Grows when photos that were scanned before would be told better dates now."""

Tolerated = Literal["jpeg-segments", "png-chunks", "webp-chunks", "tiff-range", ""]
"""What is odd about a file whose picture is whole nevertheless: see `photoindex.decode.mending`."""


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file found in a photo tree: an absolute path, and how the system describes it, as `FileNumbers` do.

    Two are equal that lie at one path with one size and time: what else the system says depends on who looks.
    """

    path: Path
    size: int
    mtime_ns: int
    ctime_ns: int | None = field(default=None, compare=False)
    inode: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What the file itself says about a photo.

    `width` and `height` are those of the upright image in pixels. `taken_at` is local time without a zone, as cameras
    write it, and the least moment of what `taken_precision` leaves open; `taken_from` says where it came from, or is
    "" when it is unknown. `taken_trusted` says that it is likely enough to be when the shutter opened to rule people
    out by their birth and death. Latitude and longitude are degrees, north and east positive. `orientation` is the EXIF
    value 1 to 8 that was applied.
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
