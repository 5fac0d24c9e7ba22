"""Choose which part of a photo a tile shows, so that the faces are in it."""

from collections.abc import Sequence

from photoindex.domain.geometry import Box

_TILE = 4 / 3
"""The width of a tile as a multiple of its height, as in static/css/find.css."""
_AROUND = 4
"""The side of a square as a multiple of the longer side of the place in it."""


def square_around(width: int, height: int, box: Box) -> tuple[int, int, int]:
    """A square in a photo, with a place and what is around it: its left and upper end and its side, in pixels.

    Args:
        width, height: the size of the upright photo.
        box: the place, in fractions of the photo.
    """
    x, y = box.center
    side = max(min(round(_AROUND * max(box.width * width, box.height * height)), width, height), 1)
    left, top = round(x * width - side / 2), round(y * height - side / 2)
    return min(max(left, 0), width - side), min(max(top, 0), height - side), side


def framed_at(width: int, height: int, boxes: Sequence[Box]) -> int | None:
    """Where a tile that is filled by a photo shows it best: from 0 (its left or upper end) to 100 percent (its right or
    lower end), in steps of 10, for which the style sheet has rules. None if there is no face to go by.

    Args:
        width, height: the size of the upright photo.
        boxes: the faces that should be visible, in fractions of it.
    """
    if not boxes:
        return None
    seen = width / height / _TILE
    if seen < 1:
        first, last = min(box.y for box in boxes), max(box.y + box.height for box in boxes)
    else:
        seen = 1 / seen
        first, last = min(box.x for box in boxes), max(box.x + box.width for box in boxes)
    hidden = 1 - seen
    if hidden <= 0:
        return None
    start = (first + last - seen) / 2
    return 10 * round(10 * min(max(start / hidden, 0), 1))
