"""Write results for people: tables, counts, times, and foreign text that has been made harmless."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.domain.names import short_name

if TYPE_CHECKING:
    from photoindex.domain.names import Match


def print_table(head: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[int] = ()) -> None:
    """Print columns padded to their widest value; the columns in `right` are right-aligned."""
    cells = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        padded = (
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(padded).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.2f}"
    return shown(str(value))


def local(moment: datetime | None) -> str:
    """A timestamp of the index (UTC) in local time; empty for None."""
    return f"{moment.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}" if moment else ""


# These characters join emoji and letters.
_JOINERS = "\u200c\u200d"


def shown(text: str) -> str:
    """Escape the control characters of foreign text, so that it cannot disturb the terminal."""
    return "".join(
        character if character.isprintable() or character in _JOINERS else repr(character)[1:-1] for character in text
    )


def write_csv_text(text: str) -> None:
    """Write lines of CSV with the bytes of paths that are not UTF-8. On a terminal, special characters are escaped."""
    if sys.stdout.isatty():
        click.echo("\n".join(map(shown, text.split("\r\n"))), nl=False)
    else:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))


def shown_name(name: str) -> str:
    """A name, escaped, and cut if it is longer than photoindex accepts."""
    return shown(short_name(name))


def shown_path(path: Path) -> str:
    """A path, escaped."""
    return shown(str(path))


def tell_of_matches(people: "Sequence[Match]") -> None:
    """Report on stderr which person an incomplete name was taken to mean."""
    for match in people:
        if not match.exact:
            click.echo(f"{shown(match.typed)!r} stands for {shown(match.person.name)}.", err=True)
