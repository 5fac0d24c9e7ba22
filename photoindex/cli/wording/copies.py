"""Say what a copy of an index leaves out."""

from collections.abc import Sequence

import click

from photoindex.cli.output import shown
from photoindex.domain.damage import Damage


def names_of(left_out: Sequence[Damage]) -> list[str]:
    """The kind and the name of each object, such as "view album"."""
    return [f"{item.found} {item.what}" for item in left_out]


def say_left_out(left_out: Sequence[Damage]) -> None:
    """Name the tables, columns and other objects that photoindex did not create."""
    if left_out:
        names = shown(", ".join(names_of(left_out)))
        click.echo(f"Left out, because photoindex did not create it: {names}.", err=True)
