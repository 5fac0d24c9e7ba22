"""Define the neutral record of a named box, and convert boxes from and to the conventions of other formats.

Nothing else in photoindex converts between these conventions. Other programs write boxes

- by the centre (MWG regions), the top-left corner (Microsoft, PhotoPrism) or all four edges (Picasa, Immich),
- in fractions or in pixels,
- in the stored image, as it lies in the file, or in the upright image, after the Exif orientation.

MWG: Guidelines for Handling Image Metadata, version 2.0, section 5.9. Exif: CIPA DC-008, tag 0x0112.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from photoindex.domain.geometry import Box

Program = Literal[
    "xmp", "picasa", "takeout", "digikam", "lightroom", "immich", "photoprism", "osxphotos", "csv"
]  # fmt: skip
"""The program or format that names come from."""

RegionKind = Literal["face", "pet", "focus", "barcode", "other"]
"""What a region shows. Only faces can be people."""

Frame = Literal["stored", "upright"]
"""The image that a box refers to: as it lies in the file, or after the Exif orientation is applied."""

# Each Exif orientation as steps that turn the stored image upright: exchange left and right or not, then this many
# turns by 90 degrees counter-clockwise.
_STEPS: Mapping[int, tuple[bool, int]] = {
    1: (False, 0), 2: (True, 0), 3: (False, 2), 4: (True, 2), 5: (True, 1), 6: (False, 3), 7: (True, 3), 8: (False, 1),
}  # fmt: skip

# Programs round the size of a scaled copy to whole pixels, which changes the aspect ratio by less than this.
_SAME_ASPECT = 0.02


@dataclass(frozen=True, slots=True)
class WrittenRegion:
    """A box as a program wrote it, in fractions of the image in `frame`, with the origin at the top left.

    `name` is "" for a box that nobody named. `dimensions` are the width and height in pixels of the image in `frame`
    for which the box was written; None if the program did not say.
    """

    name: str
    box: Box
    frame: Frame = "stored"
    kind: RegionKind = "face"
    dimensions: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A named box in a photo, in the convention of photoindex: fractions of the upright photo, origin at the top left.

    `dimensions` are the width and height in pixels of the upright image for which the box was written, if known.
    """

    name: str
    box: Box
    kind: RegionKind
    program: Program
    dimensions: tuple[int, int] | None = None


def by_centre(x: float, y: float, width: float, height: float) -> Box:
    """The box with its centre at x, y."""
    return Box(x - width / 2, y - height / 2, width, height)


def by_edges(left: float, top: float, right: float, bottom: float) -> Box:
    """The box between four edges."""
    return Box(left, top, right - left, bottom - top)


def centre_of(box: Box) -> tuple[float, float, float, float]:
    """The centre, the width and the height of a box; `by_centre` is the opposite."""
    x, y = box.center
    return x, y, box.width, box.height


def in_fractions(box: Box, width: int, height: int) -> Box:
    """A box in pixels as fractions of an image of this size."""
    return Box(box.x / width, box.y / height, box.width / width, box.height / height)


def to_upright(box: Box, orientation: int) -> Box:
    """A box of the stored image as a box of the upright image; `orientation` is the Exif value, 1 to 8."""
    mirrored, turns = _STEPS[orientation]
    box = box.mirrored() if mirrored else box
    for _ in range(turns):
        box = box.turned()
    return box


def to_stored(box: Box, orientation: int) -> Box:
    """A box of the upright image as a box of the stored image; the opposite of `to_upright`."""
    mirrored, turns = _STEPS[orientation]
    for _ in range(-turns % 4):
        box = box.turned()
    return box.mirrored() if mirrored else box


def size_in_file(width: int, height: int, orientation: int) -> tuple[int, int]:
    """The size of the stored image, given the size of the upright image, or the other way round."""
    return (height, width) if orientation >= 5 else (width, height)


def placed(written: WrittenRegion, program: Program, orientation: int) -> Region:
    """A region in the convention of photoindex; `orientation` is the one that was applied to the picture itself."""
    if written.frame == "upright":
        return Region(written.name, written.box, written.kind, program, written.dimensions)
    dimensions = written.dimensions and size_in_file(*written.dimensions, orientation)
    return Region(written.name, to_upright(written.box, orientation), written.kind, program, dimensions)


def is_for_aspect(region: Region, width: int, height: int) -> bool:
    """Whether a region was written for an image of the aspect ratio of this upright photo. True if the program did not
    say for which size it was written.

    A region for another aspect ratio belongs to a photo that was cropped or turned since, and its box lies elsewhere.
    """
    if region.dimensions is None:
        return True
    written_width, written_height = region.dimensions
    if min(written_width, written_height) <= 0:
        return False
    return abs(written_width * height / (written_height * width) - 1) <= _SAME_ASPECT
