"""Before a command does something that looks like a mistake, ask the user; if nobody can be asked, refuse."""

import sys
from typing import TYPE_CHECKING

import click

from photoindex.cli.output import shown
from photoindex.cli.wording.unlike import in_words
from photoindex.errors import UsageError

if TYPE_CHECKING:
    from photoindex.operations.label import Unlike


def agree(unlike: "Unlike | None") -> None:
    """Return if there is no objection, or if the user at the terminal agrees.

    Raises:
        UsageError: there is no terminal to ask at.
        click.exceptions.Exit: the answer was no.
    """
    if unlike is None:
        return
    doubt = in_words(unlike)
    if not sys.stdin.isatty():
        raise UsageError(doubt, hint="Nothing was changed. If they are the same person anyway, add --yes.")
    click.echo(shown(f"{doubt[0].upper()}{doubt[1:]}."), err=True)
    if not click.confirm("Are they the same person anyway?", default=False, err=True):
        click.echo("Nothing was changed.", err=True)
        raise click.exceptions.Exit(1)
