"""Say what a copy of an index leaves out."""

from collections.abc import Sequence

import click

from photoindex.cli.output import shown


def say_left_out(names: Sequence[str]) -> None:
    """Name the tables and columns that photoindex did not create."""
    if names:
        click.echo(f"Left out, because photoindex did not create it: {shown(', '.join(names))}.", err=True)
