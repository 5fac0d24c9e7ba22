"""Write rows as CSV (RFC 4180) that spreadsheets open without running any of it.

Spreadsheets run a cell that begins with one of a few characters as a formula, even if it came from the name of a file.
Such a text gets an apostrophe in front. So does a text that begins with an apostrophe, so that a reader can tell them
apart. Numbers stay as they are, also those with a sign, and texts that are such numbers.
"""

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

GUARD = "'"
GUARDED = "=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20"
"""The first characters of texts that get an apostrophe in front: those that OWASP lists under "CSV injection", the last
four for East Asian keyboards, and the apostrophe."""

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """The lines of some rows. None becomes an empty cell."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    return value if value is None or isinstance(value, int | float | Decimal) else guarded(str(value))


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return GUARD + text if text[:1] and text[0] in GUARDED and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text[:1] == GUARD and text[1:2] and text[1] in GUARDED else text
