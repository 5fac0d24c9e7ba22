"""photoindex undo"""

from pathlib import Path

import click

from photoindex.cli import completing
from photoindex.cli.options import NUMBER, index_option
from photoindex.cli.wording.undoing import tell


@click.command()
@click.argument("number", type=NUMBER, required=False, shell_complete=completing.decisions)
@index_option
def undo(number: int | None, index_file: Path | None) -> None:
    """Undo the latest decision, or the one with this NUMBER in `photoindex log`.

    An undo is a decision too: undoing it by its number reverses it, and so does `photoindex redo`.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.undo import undo

    tell(undo(open_index(index_file), number))
