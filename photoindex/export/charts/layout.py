"""Lay out a chart: a list of rectangles and texts, which SVG and PNG draw alike."""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from photoindex.export.charts.records import Bars, Chart, Columns, HeatMap, Section

_VALUES = 64  # the room for a number after a bar
_ROW = 26
_BAR = 15
_COLUMNS = 120  # the height of the highest column
_CELL = 24
_SIZE = 14  # the height of ordinary letters
_HEADING = 17
_BOLD = 0.88  # bold letters need more room
_GAP = 2
# Labels of columns are at least this far apart.
_BETWEEN_LABELS = 44
# The width of a letter, as a part of the height of the font: a little more than the average of the usual fonts.
_LETTER = 0.56


@dataclass(frozen=True, slots=True)
class Format:
    """The width of a chart, of its margins and of the labels on the left, and the height of its title; all lengths are
    in pixels of an ordinary screen.
    """

    width: int
    edge: int
    labels: int
    title: int

    @property
    def left(self) -> int:
        """Where bars and cells begin."""
        return self.edge + self.labels + 12

    @property
    def area(self) -> int:
        """The room for bars and cells."""
        return self.width - self.edge - self.left

    @property
    def inside(self) -> int:
        """The room between the margins."""
        return self.width - 2 * self.edge


WIDE = Format(960, 40, 190, 28)
NARROW = Format(390, 16, 104, 22)
"""For telephones: on their screens, the letters of a wide chart would be too small to read."""

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
    """All shapes of a chart, in the order in which they are drawn, and its size."""

    width: int
    height: int
    shapes: tuple[Shape, ...]

    @property
    def texts(self) -> list[str]:
        """All texts of the chart."""
        return [shape.text for shape in self.shapes if isinstance(shape, Text)]


def laid_out(chart: Chart, form: Format = WIDE) -> Layout:
    """Place everything that a chart shows."""
    shapes: list[Shape] = []
    y = 30.0
    for line in _lines(chart.title, form.inside * _BOLD, form.title):
        y += form.title * 0.8
        shapes.append(_text(form.edge, y, line, form.inside, size=form.title, bold=True))
        y += form.title * 0.4
    y += 11
    for line in _lines(chart.note, form.inside, _SIZE):
        shapes.append(_text(form.edge, y + 14, line, form.inside, colour="soft"))
        y += 20
    y += 30
    if not chart.sections:
        shapes.append(_text(form.edge, y + 14, chart.nothing, form.inside))
        y += 40
    for section in chart.sections:
        shapes.append(Box(form.edge, y, form.inside, 1, "line"))
        for line in _lines(section.heading, form.inside * _BOLD, _HEADING):
            shapes.append(_text(form.edge, y + 32, line, form.inside, size=_HEADING, bold=True))
            y += 22
        y += 38
        placed = list(_section(section, y, form))
        shapes += placed
        y = max((_bottom(shape) for shape in placed), default=y) + 30
    return Layout(form.width, math.ceil(y + 10), tuple(shapes))


def _bottom(shape: Shape) -> float:
    return shape.y + (shape.height if isinstance(shape, Box) else shape.size / 2)


def _section(section: Section, top: float, form: Format) -> Iterator[Shape]:
    if isinstance(section, Bars):
        return _bars(section, top, form)
    return _columns(section, top, form) if isinstance(section, Columns) else _heat_map(section, top, form)


def _bars(bars: Bars, top: float, form: Format) -> Iterator[Shape]:
    most = max((number for _, number in bars.rows), default=0) or 1
    for at, (label, number) in enumerate(bars.rows):
        middle = top + at * _ROW + _ROW / 2
        length = max((form.area - _VALUES) * number / most, 2)
        yield _label(label, middle, form)
        yield Box(form.left, middle - _BAR / 2, length, _BAR, "mark", tip=f"{label}: {number:,}")
        yield Text(form.left + length + 8, middle, f"{number:,}", 13, "soft")


def _columns(section: Columns, top: float, form: Format) -> Iterator[Shape]:
    most = max((number for _, number in section.columns), default=0) or 1
    wide = form.area / max(len(section.columns), 1)
    bottom = top + 16 + _COLUMNS
    highest = max(range(len(section.columns)), key=lambda at: section.columns[at][1], default=0)
    for at, (label, number) in enumerate(section.columns):
        height = max(_COLUMNS * number / most, 1 if number else 0)
        x = form.left + at * wide
        if height:
            width = min(max(wide - _GAP, 1), 40)
            yield Box(x + (wide - width) / 2, bottom - height, width, height, "mark", tip=f"{label}: {number:,}")
        if at == highest and number:
            yield Text(x + wide / 2, bottom - height - 10, f"{number:,}", 13, "soft", "middle")
    yield Box(form.left, bottom, form.area, 1, "line")
    yield from _column_labels([label for label, _ in section.columns], wide, bottom + 14, form)


def _heat_map(grid: HeatMap, top: float, form: Format) -> Iterator[Shape]:
    most = max((number for _, numbers in grid.rows for number in numbers), default=0) or 1
    wide = form.area / max(len(grid.columns), 1)
    for at, (label, numbers) in enumerate(grid.rows):
        y = top + at * (_CELL + _GAP)
        yield _label(label, y + _CELL / 2, form)
        for column, number in enumerate(numbers):
            # Areas of few photos stay visible beside those of many.
            strength = 0.15 + 0.85 * math.sqrt(number / most) if number else 0.0
            tip = f"{label}, {grid.columns[column]}: {number:,}"
            yield Box(
                form.left + column * wide, y, max(wide - _GAP, 1), _CELL, "mark" if number else "empty", strength, tip
            )
    yield from _column_labels(grid.columns, wide, top + len(grid.rows) * (_CELL + _GAP) + 12, form)


def _column_labels(labels: Sequence[str], wide: float, y: float, form: Format) -> Iterator[Shape]:
    """Some of the labels, as many as have room."""
    every = max(math.ceil(_BETWEEN_LABELS / wide), 1)
    every = next((nice for nice in (1, 2, 5, 10, 20, 50) if nice >= every), every)
    for at in range(0, len(labels), every):
        yield Text(form.left + at * wide + wide / 2, y, labels[at], 12, "soft", "middle")


def _label(label: str, middle: float, form: Format) -> Text:
    cut = _text(form.edge + form.labels, middle, label, form.labels)
    return Text(cut.x, cut.y, cut.text, cut.size, "ink", "end", tip=cut.tip)


def _text(
    x: float, y: float, text: str, room: float, *, size: int = _SIZE, colour: Colour = "ink", bold: bool = False
) -> Text:
    """A text, cut where it would be wider than `room`."""
    wide, most = 0.0, room / (size * _LETTER)
    for at, letter in enumerate(text):
        wide += _letters(letter)
        if wide > most:
            return Text(x, y, f"{text[: max(at - 1, 1)].rstrip()}…", size, colour, bold=bold, tip=text)
    return Text(x, y, text, size, colour, bold=bold)


def _lines(text: str, room: float, size: int) -> list[str]:
    """The text in lines that are not wider than `room`, as far as words allow."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and sum(map(_letters, longer)) > room / (size * _LETTER):
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _letters(letter: str) -> float:
    """The width of a letter, in those of an average one."""
    return 0 if unicodedata.combining(letter) else 1.8 if unicodedata.east_asian_width(letter) in "WF" else 1
