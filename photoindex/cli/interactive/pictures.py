"""Arrange the pictures of a question side by side and draw them, with a caption below each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.cli.interactive import blocks, kitty, sixel
from photoindex.cli.interactive.graphics import Graphics
from photoindex.cli.interactive.screen import Colours

Picture = NDArray[np.uint8]

# A half-block picture needs more cells than a real one to show a face.
_ROWS = {"kitty": 8, "sixel": 8, "blocks": 14}
# Lines of a terminal that the texts of a question need.
_TEXT_ROWS = 12
_FEWEST_ROWS = 5
# Half blocks show so little that the margin around the face is left out.
_FACE_SHARE = 0.8
_BETWEEN_SIDES = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of a tile in cells, the size of a cell in pixels, and how many tiles each side of a question has."""

    columns: int
    rows: int
    cell: tuple[int, int]
    one: int
    other: int

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and the height of a tile in pixels."""
        return self.columns * self.cell[0], self.rows * self.cell[1]


def lay_out(graphics: Graphics, size: tuple[int, int], cell: tuple[int, int], sides: tuple[int, int]) -> Layout:
    """Choose how many pictures of each side fit, and how large they are.

    Args:
        size: the columns and rows of the terminal.
        cell: the width and the height of a cell in pixels.
        sides: the numbers of pictures that there are; the second is 0 if there is nothing to compare with.
    """
    columns, lines = size
    if graphics == "blocks":
        cell = (1, 2)
    rows = max(_FEWEST_ROWS, min(_ROWS.get(graphics, 1), lines - _TEXT_ROWS))
    wide = max(4, round(rows * cell[1] / cell[0]))
    gap = _BETWEEN_SIDES if sides[1] else 0
    fit = max(1 + bool(sides[1]), (columns - 1 - gap) // (wide + 1))
    other = min(sides[1], max(fit - sides[0], fit // 2))
    return Layout(wide, rows, cell, min(sides[0], fit - other), other)


def draw(graphics: Graphics, colours: Colours, layout: Layout, pictures: Sequence[Picture | None]) -> str:
    """Draw the pictures of both sides, `layout.one` and `layout.other`, in one row; None is a grey tile."""
    if graphics == "blocks":
        pictures = [None if picture is None else _closer(picture) for picture in pictures]
    strip = _strip(layout, pictures)
    if graphics == "kitty":
        return kitty.draw(strip, _columns(layout), layout.rows)
    if graphics == "sixel":
        return sixel.draw(strip)
    return "".join(f"{line}\n" for line in blocks.draw(strip, colours))


def captions(layout: Layout, texts: Sequence[str], width_of: Callable[[str], int]) -> str:
    """One line of captions below the pictures, each cut to the width of its picture."""
    line = ""
    for number, text in enumerate(texts):
        gap = " " * (_BETWEEN_SIDES if number == layout.one else 0)
        cut = _cut(text, layout.columns, width_of)
        line += gap + cut + " " * (layout.columns + 1 - width_of(cut))
    return line.rstrip()


def pick(layout: Layout, pictures: Mapping[int, Picture], sides: tuple[Sequence[int], Sequence[int]]) -> list[int]:
    """The ids of the faces that fit, of both sides; faces with a picture come first."""
    chosen: list[int] = []
    for ids, most in zip(sides, (layout.one, layout.other), strict=True):
        chosen += sorted(ids, key=lambda face: face not in pictures)[:most]
    return chosen


def _cut(text: str, room: int, width_of: Callable[[str], int]) -> str:
    while text and width_of(text) > room:
        text = text[:-1]
    return text


def _columns(layout: Layout) -> int:
    gap = _BETWEEN_SIDES if layout.other else 0
    return (layout.one + layout.other) * (layout.columns + 1) - 1 + gap


def _strip(layout: Layout, pictures: Sequence[Picture | None]) -> Picture:
    """All pictures side by side, with transparent gaps, uint8 (h, w, 4)."""
    width, height = layout.pixels
    strip = np.zeros((height, _columns(layout) * layout.cell[0], 4), dtype=np.uint8)
    left = 0
    for number, picture in enumerate(pictures):
        left += _BETWEEN_SIDES * layout.cell[0] if number == layout.one and number else 0
        strip[:, left : left + width, :3] = _fitted(picture, width, height)
        strip[:, left : left + width, 3] = 255
        left += width + layout.cell[0]
    return strip


def _closer(picture: Picture) -> Picture:
    """The middle of a picture, where the face is."""
    margin = round(len(picture) * (1 - _FACE_SHARE) / 2)
    return picture[margin : len(picture) - margin, margin : len(picture) - margin]


def _fitted(picture: Picture | None, width: int, height: int) -> Picture:
    if picture is None:
        return np.full((height, width, 3), 96, dtype=np.uint8)
    side = min(width, height)
    small = Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS)
    tile = np.zeros((height, width, 3), dtype=np.uint8)
    top, left = (height - side) // 2, (width - side) // 2
    tile[top : top + side, left : left + side] = np.asarray(small)
    return tile
