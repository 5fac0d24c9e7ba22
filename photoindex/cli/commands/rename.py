"""photoindex rename"""

from pathlib import Path

import click

from photoindex.cli import completing
from photoindex.cli.options import index_option
from photoindex.cli.output import shown_name


@click.command()
@click.argument("name", shell_complete=completing.names)
@click.argument("new_name")
@index_option
def rename(name: str, new_name: str, index_file: Path | None) -> None:
    """Give a person another name: photoindex rename "Gran" "Grandma\""""
    from photoindex.cli.opening import open_index
    from photoindex.operations.rename import rename

    decision = rename(open_index(index_file), name, new_name)
    click.echo(
        f"{shown_name(name)} is called {shown_name(decision.person_name or '')} now. `photoindex undo` undoes it."
    )
