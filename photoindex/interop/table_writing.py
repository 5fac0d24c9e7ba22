"""Write names as a table of text (CSV, RFC 4180) that spreadsheets open and that photoindex reads again.

Spreadsheets run a text that begins with one of a few characters as a formula. Such a text gets an apostrophe in front,
which a spreadsheet does not show. So does a text that begins with an apostrophe, so that a reader can tell them apart.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from photoindex.domain.geometry import Box

COLUMNS = (
    "path", "person", "status", "x", "y", "width", "height", "photo_width", "photo_height", "content_hash",
)  # fmt: skip
GUARD = "'"
GUARDED = "=+-@\t\r'"
"""The first characters of texts that get an apostrophe in front."""


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
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for row in rows:
        box = row.box
        sides = (f"{side:.6f}" for side in (box.x, box.y, box.width, box.height))
        writer.writerow(
            (guarded(str(row.path)), guarded(row.person), row.status, *sides, row.width, row.height, row.content_hash)
        )
    return stream.getvalue()


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return GUARD + text if text[:1] and text[0] in GUARDED else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text[:1] == GUARD and text[1:2] and text[1] in GUARDED else text
