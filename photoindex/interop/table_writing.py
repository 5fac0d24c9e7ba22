"""Write names as a table of text (CSV) that spreadsheets open and that photoindex reads again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from photoindex.domain.csv_text import csv_text
from photoindex.domain.geometry import Box

COLUMNS = (
    "path", "person", "status", "x", "y", "width", "height", "photo_width", "photo_height", "content_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameRow:
    """A named face in a file. The box is in fractions of the upright photo, whose size in pixels is `width` by
    `height`.
    """

    path: Path
    person: str
    status: str
    box: Box
    width: int
    height: int
    content_hash: str


def as_table(rows: Iterable[NameRow]) -> str:
    """The table with its header."""
    return csv_text(chain([COLUMNS], map(_cells, rows)))


def _cells(row: NameRow) -> Iterator[object]:
    box = row.box
    yield from (row.path, row.person, row.status)
    yield from (f"{side:.6f}" for side in (box.x, box.y, box.width, box.height))
    yield from (row.width, row.height, row.content_hash)
