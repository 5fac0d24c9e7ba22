"""photoindex merge"""

from pathlib import Path

import click

from photoindex.cli import completing
from photoindex.cli.options import index_option
from photoindex.cli.output import shown_name
from photoindex.wording.counts import count


@click.command()
@click.argument("name", shell_complete=completing.names)
@click.argument("into", shell_complete=completing.names)
@click.option("--yes", is_flag=True, help="Do not ask, even if the two do not look alike.")
@index_option
def merge(name: str, into: str, yes: bool, index_file: Path | None) -> None:
    """Say that two people are the same person: photoindex merge "Gran" "Grandma\"

    The second name stays. If the two do not look alike, you are asked first.
    """
    from photoindex.cli.agreeing import agree
    from photoindex.cli.opening import open_index
    from photoindex.operations.merge import Unlike, merge, merge_if_alike

    index = open_index(index_file)
    report = merge(index, name, into) if yes else merge_if_alike(index, name, into)
    if isinstance(report, Unlike):
        agree(report)
        report = merge(index, name, into)
    click.echo(
        f"{shown_name(report.gone.name)} is {shown_name(report.stays.name)} now: {count(report.faces, 'face')} joined, "
        f"{count(report.total, 'face')} in {count(report.photos, 'photo')} altogether. `photoindex undo` undoes it."
    )
