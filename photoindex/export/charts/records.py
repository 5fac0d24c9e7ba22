"""Define charts: what they show, without saying how it is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars: a label and a number from 0 for each."""

    heading: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Vertical bars: a label below each, and a number from 0."""

    heading: str
    columns: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A grid of numbers from 0, the darker the higher: the labels of its columns, and rows of a label and a number for
    each column.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


Section = Bars | Columns | HeatMap


@dataclass(frozen=True, slots=True)
class Chart:
    """A title, a line below it, a `summary` of a few sentences for those who do not see the picture, and sections from
    top to bottom. `nothing` is shown in place of sections.
    """

    title: str
    note: str
    summary: str
    sections: tuple[Section, ...]
    nothing: str
