"""Parse a box in a photo as a user types it."""

from math import isfinite

from photoindex.domain.geometry import Box
from photoindex.errors import UsageError

_HINT = (
    "Write x,y,w,h: the left and upper edge, the width and the height, in pixels of the upright photo "
    "(840,120,200,260) or all as fractions of it (0.42,0.1,0.1,0.2)."
)


def parse_box(text: str, width: int, height: int) -> Box:
    """The box "x,y,w,h" in an upright photo of `width` x `height` pixels, clipped to the photo.

    If all four numbers are at most 1, they are fractions of the photo; otherwise they are pixels.

    Raises:
        UsageError: the text is not four finite numbers, or the box lies outside the photo.
    """
    try:
        x, y, wide, high = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"the box {text!r} is invalid", hint=_HINT) from error
    if not all(map(isfinite, (x, y, wide, high))):
        raise UsageError(f"the box {text!r} is invalid", hint=_HINT)
    if max(abs(x), abs(y), abs(wide), abs(high)) > 1:
        x, y, wide, high = x / width, y / height, wide / width, high / height
    box = Box(x, y, wide, high)
    if not (wide > 0 and high > 0 and box.clipped().width > 0 and box.clipped().height > 0):
        raise UsageError(f"the box {text} lies outside the photo, which has {width} x {height} pixels", hint=_HINT)
    return box.clipped()
