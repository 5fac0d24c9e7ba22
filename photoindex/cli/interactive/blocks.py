"""Draw pictures with half blocks: each cell shows two pixels, the upper one as text and the lower one as background."""

import numpy as np
from numpy.typing import NDArray

from photoindex.cli.interactive.screen import Colours

_UPPER_HALF = "\u2580"
_NORMAL = "\x1b[0m"
# The levels of the 6 x 6 x 6 colour cube that terminals with 256 colours have.
_LEVELS = np.array([0, 95, 135, 175, 215, 255])


def draw(pixels: NDArray[np.uint8], colours: Colours) -> list[str]:
    """Draw a picture of RGBA, uint8 (h, w, 4), as ceil(h / 2) lines of w cells each.

    A cell is empty if its upper pixel has an alpha of 0. `colours` must not be 0.
    """
    if len(pixels) % 2:
        pixels = np.concatenate([pixels, np.zeros_like(pixels[:1])])
    codes = _codes(pixels[..., :3], colours)
    drawn = (pixels[::2, :, 3] > 0).tolist()
    return [_line(*rows) for rows in zip(codes[::2], codes[1::2], drawn, strict=True)]


def _line(upper: list[str], lower: list[str], drawn: list[bool]) -> str:
    parts, last = [], ""
    for above, below, there in zip(upper, lower, drawn, strict=True):
        style = f"\x1b[38;{above};48;{below}m" if there else _NORMAL
        if style != last:
            parts.append(style)
            last = style
        parts.append(_UPPER_HALF if there else " ")
    return "".join([*parts, _NORMAL])


def _codes(pixels: NDArray[np.uint8], colours: Colours) -> list[list[str]]:
    """The parameters of the escape sequence that chooses each pixel's colour."""
    if colours == 256:
        return [[f"5;{number}" for number in row] for row in nearest_of_256(pixels).tolist()]
    return [[f"2;{red};{green};{blue}" for red, green, blue in row] for row in pixels.tolist()]


def nearest_of_256(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The number of the nearest colour: int64 (h, w), from the colour cube (16 to 231) or the greys (232 to 255)."""
    wide = pixels.astype(np.int64)
    steps = np.abs(wide[..., None] - _LEVELS).argmin(axis=-1)
    in_cube = _LEVELS[steps]
    grey = np.clip((wide.mean(axis=-1) - 8) / 10, 0, 23).round().astype(np.int64)
    in_greys = np.repeat((8 + 10 * grey)[..., None], 3, axis=-1)
    far_cube = ((in_cube - wide) ** 2).sum(axis=-1)
    far_grey = ((in_greys - wide) ** 2).sum(axis=-1)
    cube = 16 + steps @ np.array([36, 6, 1])
    return np.asarray(np.where(far_grey < far_cube, 232 + grey, cube), dtype=np.int64)
