"""Draw white text with a soft dark shadow."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from photoindex.export.fonts import fitted

_LEAST_SIZE = 8
# The space between two lines, as a share of the size of the second one, and the reach of the shadow.
_SPACE, _SHADOW = 0.35, 0.22


def lettered(lines: Sequence[tuple[str, int]], room: int, margin: int, *, centred: bool = False) -> Image.Image:
    """The lines below each other, as RGBA: each a text and its size in pixels. Empty ones are left out.

    Args:
        room: the largest width of a line in pixels; longer lines are cut.
        margin: the space on every side of the text, for the shadow.
    """
    drawn = [(*fitted(text, max(size, _LEAST_SIZE), room), max(size, _LEAST_SIZE)) for text, size in lines if text]
    width = room if centred else math.ceil(max((font.getlength(text) for text, font, _ in drawn), default=0))
    height = sum(round(size * (1 + _SPACE)) for _, _, size in drawn)
    mask = Image.new("L", (width + 2 * margin, height + 2 * margin))
    draw, top = ImageDraw.Draw(mask), margin
    for text, font, size in drawn:
        left = margin + ((room - font.getlength(text)) / 2 if centred else 0)
        draw.text((left, top), text, fill=255, font=font)
        top += round(size * (1 + _SPACE))
    largest = max((size for _, _, size in drawn), default=_LEAST_SIZE)
    shadow = mask.filter(ImageFilter.GaussianBlur(largest * _SHADOW)).point(
        [min(220, 3 * value) for value in range(256)]
    )
    picture = Image.new("RGBA", mask.size, (0, 0, 0, 0))
    picture.putalpha(shadow)
    picture.paste((255, 255, 255, 255), (0, 0), mask)
    return picture
