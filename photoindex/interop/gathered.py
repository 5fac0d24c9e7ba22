"""Gather what a document says about the people in one photo."""

from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.interop.photo_names import PhotoHint, PhotoNames
from photoindex.interop.regions import Frame, Program, RegionKind, WrittenRegion
from photoindex.interop.values import usable

MOST_REGIONS = 10_000
"""More boxes, or more names without a box, in one photo are ignored."""


class Gathered:
    """The boxes and names of one photo, in the order in which they were added.

    A person whose box is missing or invalid is kept as a name without a box.
    """

    __slots__ = ("_dimensions", "_frame", "_names", "_regions")

    def __init__(self, frame: Frame, dimensions: tuple[int, int] | None = None) -> None:
        """`dimensions` are the width and height in pixels of the image in `frame`; None if they are not known."""
        self._frame: Frame = frame
        self._dimensions = dimensions
        self._regions: list[WrittenRegion] = []
        self._names: dict[str, None] = {}

    def add(
        self, name: str, box: Box | None, kind: RegionKind = "face", dimensions: tuple[int, int] | None = None
    ) -> None:
        """Add a box, named or not; `dimensions` are those of its own image, if they differ from those of the photo."""
        if box is not None and usable(box):
            if len(self._regions) < MOST_REGIONS:
                known = dimensions or self._dimensions
                self._regions.append(WrittenRegion(name, box, self._frame, kind, known))
        elif kind == "face":
            self.add_name(name)

    def add_name(self, name: str) -> None:
        """Add somebody who is in the photo, wherever their face is."""
        if name and len(self._names) < MOST_REGIONS:
            self._names[name] = None

    def photo_names(self, photo: PhotoHint, program: Program, origin: Path) -> PhotoNames | None:
        """All that was added, or None if nothing was. A name that also has a box is given only with its box."""
        with_box = {region.name for region in self._regions}
        names = tuple(name for name in self._names if name not in with_box)
        if not self._regions and not names:
            return None
        return PhotoNames(photo, program, origin, tuple(self._regions), names)
