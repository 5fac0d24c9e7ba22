"""Decide which photos share a shot and how shots follow each other: the choreography of the slideshow page (`frames.js`
and `choreography.js`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from photoindex.export.film.placement import Placement, Portrait, Size, meet, place
from photoindex.export.records import ExportPhoto

_GAP = 4
# The least ratio of height to width of photos that share a shot, if they fill their parts or not.
_TALL, _SQUARE = 1.1, 0.9
# Three such photos may share a shot.
_NARROW = 1.6

Change = Literal["fade", "dip"]


@dataclass(frozen=True, slots=True)
class Item:
    """A photo with what is said about it; `chapter` is the number of its chapter."""

    photo: ExportPhoto
    caption: str
    details: str
    chapter: int = 0

    @property
    def size(self) -> Size:
        return Size(self.photo.width, self.photo.height)


@dataclass(frozen=True, slots=True)
class Cell:
    """The part of a shot that shows a photo: its left edge and its size in pixels, and how the photo moves in it."""

    item: Item
    left: float
    size: Size
    placement: Placement


@dataclass(frozen=True, slots=True)
class Shot:
    """Photos that are shown at the same time.

    `change` says how the shot begins: it is faded into the one before, or after a moment of darkness. An `aligned` shot
    begins with the eyes where they are in the shot before, which `rests` meanwhile.
    """

    cells: tuple[Cell, ...]
    change: Change = "fade"
    aligned: bool = False
    rests: bool = False

    @property
    def portrait(self) -> Portrait | None:
        """The photo of a shot with one photo of one face whose eyes are known."""
        if len(self.cells) != 1 or len(self.cells[0].item.photo.faces) != 1:
            return None
        (cell,) = self.cells
        (face,) = cell.item.photo.faces
        if face.eyes is None or not face.main:
            return None
        return Portrait(cell.item.size, face.box, face.eyes, cell.placement)

    @property
    def has_faces(self) -> bool:
        return any(cell.item.photo.faces for cell in self.cells)


def arrange(items: Sequence[Item], view: Size) -> list[Shot]:
    """The shots of a film on a wide screen of this size. All photos have a known size."""
    shots: list[Shot] = []
    at = 0
    while at < len(items):
        cells = _cells_at(items, at, view)
        if len(cells) == 1 and at % 2:
            # Every other photo moves the other way, for variety.
            mode, start, end = cells[0].placement.mode, cells[0].placement.start, cells[0].placement.end
            cells = (replace(cells[0], placement=Placement(mode, end, start)),)
        shots.append(Shot(cells))
        at += len(cells)
    for number in range(1, len(shots)):
        shots[number - 1], shots[number] = _joined(shots[number - 1], shots[number], view)
    return shots


def _cells_at(items: Sequence[Item], at: int, view: Size) -> tuple[Cell, ...]:
    alone = _cells(items[at : at + 1], view)
    if _tallness(items[at]) < _SQUARE or _fills(alone):
        return alone
    for count, least, must_fill in ((3, _NARROW, True), (2, _TALL, False), (2, _SQUARE, True)):
        some = items[at : at + count]
        fits = len(some) == count and all(
            _tallness(item) >= least and item.chapter == some[0].chapter for item in some
        )  # fmt: skip
        if fits and (not must_fill or _fills(_cells(some, view))):
            return _cells(some, view)
    return alone


def _cells(items: Sequence[Item], view: Size) -> tuple[Cell, ...]:
    width = (view.width - _GAP * (len(items) - 1)) / len(items)
    size = Size(width, view.height)
    return tuple(
        Cell(item, number * (width + _GAP), size, place(item.size, size, [face.box for face in item.photo.faces]))
        for number, item in enumerate(items)
    )


def _tallness(item: Item) -> float:
    return item.photo.height / item.photo.width


def _fills(cells: Sequence[Cell]) -> bool:
    return all(cell.placement.mode == "fill" for cell in cells)


def _joined(before: Shot, after: Shot, view: Size) -> tuple[Shot, Shot]:
    """Two portraits in a row are faded into each other with their eyes in the same place. Other faces would show
    through each other, so between them the screen is dark for a moment.
    """
    one, other = before.portrait, after.portrait
    met = meet(one, other, view) if one and other else None
    if met is None or one is None or other is None:
        return before, replace(after, change="dip" if before.has_faces and after.has_faces else "fade")
    first, second = one.placement, other.placement

    def distance(scale: float) -> float:
        return abs(math.log(scale / met[1].scale))

    end = second.start if distance(second.start.scale) > distance(second.end.scale) else second.end
    return (
        replace(
            before, rests=True, cells=(replace(before.cells[0], placement=Placement(first.mode, first.start, met[0])),)
        ),
        replace(after, aligned=True, cells=(replace(after.cells[0], placement=Placement(second.mode, met[1], end)),)),
    )
