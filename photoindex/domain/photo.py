"""What is known of a photo: a file is a path that holds it, the photo itself is its content."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


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
    write it; `taken_from` says where it came from: "exif", "name" (a date in the file name) or "" when unknown.
    Latitude and longitude are degrees, north and east positive. `orientation` is the EXIF value 1 to 8 that was
    applied.
    """

    width: int
    height: int
    format: str
    orientation: int = 1
    taken_at: datetime | None = None
    taken_from: str = ""
    camera_make: str | None = None
    camera_model: str | None = None
    latitude: float | None = None
    longitude: float | None = None
