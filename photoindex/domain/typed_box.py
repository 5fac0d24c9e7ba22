"""A place in a photo as it is typed."""

from math import isfinite

from photoindex.domain.geometry import Box
from photoindex.errors import UsageError

_HINT = (
    "Write x,y,w,h: the left and upper edge, the width and the height, in pixels of the upright photo "
    "(840,120,200,260) or all as fractions of it (0.42,0.1,0.1,0.2)."
)


def parse_box(text: str, width: int, height: int) -> Box:
    """The place "x,y,w,h" in an upright photo of that many pixels.

    Four numbers that are all at most 1 are fractions of the photo, otherwise they are pixels. What reaches beyond the
    photo is cut off.

    Raises:
        UsageError: not four finite numbers, or no part of the place lies in the photo.
    """
    try:
        x, y, wide, high = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"the box {text!r} is not a place in a photo", hint=_HINT) from error
    if not all(map(isfinite, (x, y, wide, high))):
        raise UsageError(f"the box {text!r} is not a place in a photo", hint=_HINT)
    if max(abs(x), abs(y), abs(wide), abs(high)) > 1:
        x, y, wide, high = x / width, y / height, wide / width, high / height
    box = Box(x, y, wide, high)
    if not (wide > 0 and high > 0 and box.clipped().width > 0 and box.clipped().height > 0):
        raise UsageError(f"the box {text} lies outside the photo, which has {width} x {height} pixels", hint=_HINT)
    return box.clipped()
