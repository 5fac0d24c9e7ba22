"""photoindex redo"""

from pathlib import Path

import click

from photoindex.cli.options import index_option
from photoindex.cli.wording.undoing import tell


@click.command()
@index_option
def redo(index_file: Path | None) -> None:
    """Bring back the decision that was undone last."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.redo import redo

    tell(redo(open_index(index_file)))
