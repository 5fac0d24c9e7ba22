"""Lay out a chart: a list of rectangles and texts, which SVG and PNG draw alike."""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from photoindex.export.charts.records import Bars, Chart, Columns, HeatMap, Section

WIDTH = 960
"""The width of a chart; all lengths are in pixels of an ordinary screen."""

_EDGE = 40
_LABELS = 190  # the room for labels on the left
_LEFT = _EDGE + _LABELS + 12
_AREA = WIDTH - _EDGE - _LEFT
_VALUES = 64  # the room for a number after a bar
_ROW = 26
_BAR = 15
_COLUMNS = 120  # the height of the highest column
_CELL = 24
_GAP = 2
# Labels of columns are at least this far apart.
_BETWEEN_LABELS = 44
# The width of a letter, as a part of the height of the font: a little more than the average of the usual fonts.
_LETTER = 0.56

Colour = Literal["ink", "soft", "line", "mark", "empty"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle with round corners. `strength` from 0 to 1 mixes its colour with that of an empty cell. `tip`
    is what the pointer shows.
    """

    x: float
    y: float
    width: float
    height: float
    colour: Colour
    strength: float = 1.0
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text, with its middle at the height `y`. `tip` is the whole text, if it was cut."""

    x: float
    y: float
    text: str
    size: int = 14
    colour: Colour = "ink"
    anchor: Anchor = "start"
    bold: bool = False
    tip: str = ""


Shape = Box | Text


@dataclass(frozen=True, slots=True)
class Layout:
    """All shapes of a chart, in the order in which they are drawn, and its height."""

    height: int
    shapes: tuple[Shape, ...]

    @property
    def texts(self) -> list[str]:
        """All texts of the chart."""
        return [shape.text for shape in self.shapes if isinstance(shape, Text)]


def laid_out(chart: Chart) -> Layout:
    """Place everything that a chart shows."""
    shapes: list[Shape] = [
        _text(_EDGE, 52, chart.title, WIDTH - 2 * _EDGE, size=28, bold=True),
        _text(_EDGE, 88, chart.note, WIDTH - 2 * _EDGE, colour="soft"),
    ]
    y = 124.0
    if not chart.sections:
        shapes.append(_text(_EDGE, y + 14, chart.nothing, WIDTH - 2 * _EDGE))
        y += 40
    for section in chart.sections:
        shapes.append(Box(_EDGE, y, WIDTH - 2 * _EDGE, 1, "line"))
        shapes.append(_text(_EDGE, y + 32, section.heading, WIDTH - 2 * _EDGE, size=17, bold=True))
        y += 60
        placed = list(_section(section, y))
        shapes += placed
        y = max((_bottom(shape) for shape in placed), default=y) + 30
    return Layout(math.ceil(y + 10), tuple(shapes))


def _bottom(shape: Shape) -> float:
    return shape.y + (shape.height if isinstance(shape, Box) else shape.size / 2)


def _section(section: Section, top: float) -> Iterator[Shape]:
    if isinstance(section, Bars):
        return _bars(section, top)
    return _columns(section, top) if isinstance(section, Columns) else _heat_map(section, top)


def _bars(bars: Bars, top: float) -> Iterator[Shape]:
    most = max((number for _, number in bars.rows), default=0) or 1
    for at, (label, number) in enumerate(bars.rows):
        middle = top + at * _ROW + _ROW / 2
        length = max((_AREA - _VALUES) * number / most, 2)
        yield _label(label, middle)
        yield Box(_LEFT, middle - _BAR / 2, length, _BAR, "mark", tip=f"{label}: {number:,}")
        yield Text(_LEFT + length + 8, middle, f"{number:,}", 13, "soft")


def _columns(section: Columns, top: float) -> Iterator[Shape]:
    most = max((number for _, number in section.columns), default=0) or 1
    wide = _AREA / max(len(section.columns), 1)
    bottom = top + 16 + _COLUMNS
    highest = max(range(len(section.columns)), key=lambda at: section.columns[at][1], default=0)
    for at, (label, number) in enumerate(section.columns):
        height = max(_COLUMNS * number / most, 1 if number else 0)
        x = _LEFT + at * wide
        if height:
            width = min(max(wide - _GAP, 1), 40)
            yield Box(x + (wide - width) / 2, bottom - height, width, height, "mark", tip=f"{label}: {number:,}")
        if at == highest and number:
            yield Text(x + wide / 2, bottom - height - 10, f"{number:,}", 13, "soft", "middle")
    yield Box(_LEFT, bottom, _AREA, 1, "line")
    yield from _column_labels([label for label, _ in section.columns], wide, bottom + 14)


def _heat_map(grid: HeatMap, top: float) -> Iterator[Shape]:
    most = max((number for _, numbers in grid.rows for number in numbers), default=0) or 1
    wide = _AREA / max(len(grid.columns), 1)
    for at, (label, numbers) in enumerate(grid.rows):
        y = top + at * (_CELL + _GAP)
        yield _label(label, y + _CELL / 2)
        for column, number in enumerate(numbers):
            # Areas of few photos stay visible beside those of many.
            strength = 0.15 + 0.85 * math.sqrt(number / most) if number else 0.0
            tip = f"{label}, {grid.columns[column]}: {number:,}"
            yield Box(
                _LEFT + column * wide, y, max(wide - _GAP, 1), _CELL, "mark" if number else "empty", strength, tip
            )
    yield from _column_labels(grid.columns, wide, top + len(grid.rows) * (_CELL + _GAP) + 12)


def _column_labels(labels: Sequence[str], wide: float, y: float) -> Iterator[Shape]:
    """Some of the labels, as many as have room."""
    every = max(math.ceil(_BETWEEN_LABELS / wide), 1)
    every = next((nice for nice in (1, 2, 5, 10, 20, 50) if nice >= every), every)
    for at in range(0, len(labels), every):
        yield Text(_LEFT + at * wide + wide / 2, y, labels[at], 12, "soft", "middle")


def _label(label: str, middle: float) -> Text:
    cut = _text(_EDGE + _LABELS, middle, label, _LABELS)
    return Text(cut.x, cut.y, cut.text, cut.size, "ink", "end", tip=cut.tip)


def _text(
    x: float, y: float, text: str, room: float, *, size: int = 14, colour: Colour = "ink", bold: bool = False
) -> Text:
    """A text, cut where it would be wider than `room`."""
    wide, most = 0.0, room / (size * _LETTER)
    for at, letter in enumerate(text):
        wide += 0 if unicodedata.combining(letter) else 1.8 if unicodedata.east_asian_width(letter) in "WF" else 1
        if wide > most:
            return Text(x, y, f"{text[: max(at - 1, 1)].rstrip()}…", size, colour, bold=bold, tip=text)
    return Text(x, y, text, size, colour, bold=bold)
