"""Define the faces of a timelapse, how it looks, and what it reports."""

from collections.abc import Callable
from dataclasses import dataclass

from photoindex.domain.geometry import Point
from photoindex.export.records import ExportPhoto, Skipped

Eyes = tuple[Point, Point]
Label = tuple[str, str]
"""The text in the corner of a frame: a line, and a smaller line below it, which may be empty."""


@dataclass(frozen=True, slots=True)
class TimelapseFace:
    """A face of the person, in a photo whose date is known.

    `eyes` are in fractions of the upright photo, the left one in the picture first. `worth` says how well the face
    suits a timelapse, 0 to 1.
    """

    photo: ExportPhoto
    eyes: Eyes
    worth: float

    @property
    def apart(self) -> float:
        """The distance between the eyes, in pixels of the photo in full size."""
        (left, top), (right, bottom) = self.eyes
        across, down = (right - left) * self.photo.width, (bottom - top) * self.photo.height
        return float((across**2 + down**2) ** 0.5)


@dataclass(frozen=True, slots=True)
class Look:
    """How a timelapse looks. `side` is the width and height of a frame in pixels, `seconds` how long each face is
    shown, with the fade to the next one. `label` words the text in the corner.
    """

    side: int
    seconds: float
    label: Callable[[ExportPhoto], Label]


@dataclass(frozen=True, slots=True)
class TimelapseReport:
    """The number of faces shown, the length of the film, and the photos that could not be opened."""

    faces: int
    seconds: float
    skipped: tuple[Skipped, ...]
