"""Print the results of SQL: as tables for people, and as CSV, JSON and lines of JSON for programs. Rows are printed as
they are read, so that a result of any length takes little memory.
"""

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.caret import width
from photoindex.cli.json_output import VERSION
from photoindex.cli.output import shown, write_csv_text
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.sql import Table

# In columns of the terminal.
_WIDEST = 60
# Rows that are printed together.
_AT_ONCE = 1_000
# The columns of what EXPLAIN answers: a drawing of several lines.
_PLAN = ("explain_key", "explain_value")


def print_for_people(table: "Table") -> None:
    """Print a table with a heading, and the number of its rows on standard error if that is a terminal. On a terminal,
    long values are cut.
    """
    if table.columns == _PLAN:
        for _, plan in table.rows():
            click.echo("\n".join(map(shown, _text(plan).split("\n"))))
        return
    head = [shown(name) for name in table.columns]
    widths = [width(name) for name in head]
    right = [True] * len(head)
    for row in table.rows():
        for at, value in enumerate(row):
            widths[at] = max(widths[at], width(_cell(value)))
            right[at] &= value is None or _is_number(value)
    click.echo(_line(head, widths, right))
    click.echo("  ".join("-" * each for each in widths))
    _print_lines(_line([_cell(value) for value in row], widths, right) for row in table.rows())
    if sys.stderr.isatty():
        click.echo(f"({count(table.count, 'row')})", err=True)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _print_lines(lines: Iterable[str]) -> None:
    """Print many lines at once, because each call of `click.echo` waits for the reader."""
    left = iter(lines)
    while some := list(islice(left, _AT_ONCE)):
        click.echo("\n".join(some))


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for text, wide, is_right in zip(cells, widths, right, strict=True):
        space = " " * (wide - width(text))
        padded.append(space + text if is_right else text + space)
    return "  ".join(padded).rstrip()


def _cell(value: Any) -> str:
    text = shown(_text(value))
    is_long = width(text) > _WIDEST and sys.stdout.isatty()
    return f"{text[: _WIDEST - 3]}..." if is_long else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_text(each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_text(each)}' for key, each in value.items())}}}"
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def print_csv(table: "Table") -> None:
    """Print a heading and a line for each row."""
    from photoindex.domain.csv_text import csv_text

    rows: Iterator[Sequence[object]] = chain([table.columns], (list(map(_cell_of_csv, row)) for row in table.rows()))
    while some := list(islice(rows, _AT_ONCE)):
        write_csv_text(csv_text(some))


def _cell_of_csv(value: Any) -> object:
    return value if _is_number(value) else _text(value)


def print_lines(table: "Table") -> None:
    """Print each row as an object on a line of its own."""
    names = _distinct(table.columns)
    _print_lines(_json(dict(zip(names, row, strict=True))) for row in table.rows())


def print_document(table: "Table") -> None:
    """Print one document, like `json_output.print_items`."""
    columns = [{"name": name, "type": kind} for name, kind in zip(_distinct(table.columns), table.types, strict=True)]
    begin = _json({"schema": "sql", "version": VERSION, "columns": columns})
    click.echo(f'{begin[:-1]}, "items": [', nl=False)
    names, comma = _distinct(table.columns), ""
    items = (_json(dict(zip(names, row, strict=True))) for row in table.rows())
    while some := list(islice(items, _AT_ONCE)):
        click.echo(comma + ", ".join(some), nl=False)
        comma = ", "
    click.echo("]}")


def _distinct(names: Sequence[str]) -> list[str]:
    """The names of columns, with a number after those that occur again."""
    found: dict[str, None] = {}
    for name in names:
        number, distinct = 1, name
        while distinct in found:
            number += 1
            distinct = f"{name}_{number}"
        found[distinct] = None
    return list(found)


def _json(value: Any) -> str:
    return json.dumps(_plain(value))


def _plain(value: Any) -> Any:
    """A value of SQL as JSON has it. Infinity and NaN become null, decimals become numbers, and blobs become
    hexadecimal digits.
    """
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    plain = next((convert(value) for kind, convert in _PLAIN if isinstance(value, kind)), str(value))
    return plain if not isinstance(plain, float) or math.isfinite(plain) else None


# `datetime` is a kind of `date`, and `bool` of `int`.
_PLAIN: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((type(None), int, str, float), lambda value: value),
    (Decimal, float),
    ((date, time), lambda value: value.isoformat()),
    (bytes, lambda value: value.hex()),
)
