"""Choose the scale at which a picture is searched, and split one too large for one run into overlapping tiles.

The long side alone does not tell the size of faces. If a panorama or a long screenshot is reduced to a long side of
1024 pixels, a face that anybody would recognise becomes a speck. Ordinary photos (up to 2.3 times as long as wide, and
up to eight times as long as the side at which the pack searches) are searched whole at the sizes of the pack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, log

# Short sides are padded to a multiple of this, so that photos of all shapes share a few dozen input sizes and a
# session's memory does not grow with each new one. Detectors themselves need multiples of 32.
GRID = 64

# A picture with a larger aspect ratio is searched at the scale of a picture that has this ratio and the same short
# side, unless it is so narrow that faces in it would be too small to be recognised.
ORDINARY_SHAPE = 16 / 7
NARROWEST = 48

# YuNet and SCRFD find 39 of 40 portraits whose face spans 13.75 pixels of the search, 35 of 40 at 11 pixels, 15 of 40
# at 9. With a scale of an eighth, faces of 110 pixels are still found.
LEAST_SCALE = 1 / 8

# A face of at most `OVERLAP - 2 * EDGE` pixels lies completely in one of two neighbouring tiles, away from its edge.
OVERLAP = 192
EDGE = 8
# Larger faces are found by the next coarser pass. The scale of that pass is at least a quarter of this one, so larger
# faces span at least 44 pixels there.
LARGEST_STEP = 4.0

# The most tiles of one picture in a pass; a picture that needs more is searched more coarsely. A tile takes about 25
# ms. With the embedded pack, no JPEG needs more tiles than this, because the sides of a JPEG have at most 65,535
# pixels.
MOST_TILES = 64


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a picture, in its pixels; `inner` marks the edges (left, top, right, bottom) inside the picture."""

    left: int
    top: int
    right: int
    bottom: int
    inner: tuple[bool, bool, bool, bool]


def finest_side(width: int, height: int, size: int, reduction: float = 1.0) -> int:
    """The long side at which a picture of `width` x `height` is searched by a pack that searches photos at `size`.

    One pixel of the picture is as wide as `reduction` pixels of the photo.
    """
    long, short = max(width, height), min(width, height)
    if short < NARROWEST:
        return size
    by_shape = min(1.0, size / ORDINARY_SHAPE / short)
    by_face = LEAST_SCALE * reduction
    return max(size, int(long * max(by_shape, by_face)))


def sides_between(coarse: int, fine: int) -> list[int]:
    """The long sides of the passes above `coarse` up to `fine`, in equal steps of at most `LARGEST_STEP`."""
    count = ceil(log(fine / coarse, LARGEST_STEP)) if fine > coarse else 0
    return [round(coarse * (fine / coarse) ** (step / count)) for step in range(1, count + 1)]


def tiles(width: int, height: int, scale: float, most: tuple[int, int]) -> list[Tile]:
    """The tiles of a picture; each has at most `most` (width, height) pixels after scaling by `scale`.

    One tile if the whole picture fits. Tiles overlap by OVERLAP scaled pixels, or less if they are small.
    """
    across, down = (list(_spans(side, scale, limit)) for side, limit in zip((width, height), most, strict=True))
    return [
        Tile(left, top, right, bottom, (left > 0, top > 0, right < width, bottom < height))
        for top, bottom in down
        for left, right in across
    ]


def count_tiles(width: int, height: int, scale: float, most: tuple[int, int]) -> int:
    """The number of tiles that `tiles` would yield."""
    return _count(width * scale, most[0]) * _count(height * scale, most[1])


def largest_tile(width: int, height: int, scale: float, area: int) -> tuple[int, int]:
    """The (width, height) of a tile of at most `area` pixels for a picture scaled by `scale`, in multiples of GRID.

    If possible, it spans the whole short side of the picture, so that a narrow strip is cut in one direction only.
    """
    square = int(area**0.5) // GRID * GRID
    if width > height:
        return largest_tile(height, width, scale, area)[::-1]
    across = min(_on_grid(width * scale), square)
    return across, area // across // GRID * GRID


def _on_grid(side: float) -> int:
    return max(GRID, ceil(side / GRID) * GRID)


def _overlap(limit: int) -> int:
    return min(OVERLAP, limit // 3)


def _count(side: float, limit: int) -> int:
    # An excess of half a pixel is rounded away, just as it is when the whole picture is scaled.
    return 1 if side <= limit + 0.5 else ceil((side - _overlap(limit)) / (limit - _overlap(limit)))


def _spans(side: int, scale: float, limit: int) -> Iterator[tuple[int, int]]:
    """(start, end) of evenly spaced tiles along one side, in pixels of the picture."""
    count = _count(side * scale, limit)
    if count == 1:
        yield 0, side
        return
    length = int(limit / scale)
    for index in range(count):
        start = round(index * (side - length) / (count - 1))
        yield start, start + length
