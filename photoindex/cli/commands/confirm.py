"""photoindex confirm"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.groups import Kinds
from photoindex.cli.options import NUMBER, index_option
from photoindex.cli.output import shown_name
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.targets import Target

_ids = partial(click.argument, "ids", type=NUMBER, nargs=-1, required=True, metavar="ID...")


@click.group(cls=Kinds)
def confirm() -> None:
    """Say that faces are assigned to the right person."""


@confirm.command("cluster")
@_ids(shell_complete=completing.clusters)
@index_option
def confirm_cluster(ids: tuple[int, ...], index_file: Path | None) -> None:
    """Confirm the automatic faces of clusters."""
    from photoindex.domain.targets import Target

    _confirm(Target("cluster", ids=ids), index_file)


@confirm.command("face")
@_ids(shell_complete=completing.faces)
@index_option
def confirm_face(ids: tuple[int, ...], index_file: Path | None) -> None:
    """Confirm single faces, which stay with their person for good."""
    from photoindex.domain.targets import Target

    _confirm(Target("face", ids=ids), index_file)


@confirm.command("person")
@click.argument("name", shell_complete=completing.names)
@index_option
def confirm_person(name: str, index_file: Path | None) -> None:
    """Confirm all automatic faces of a person."""
    from photoindex.domain.targets import Target

    _confirm(Target("person", name=name), index_file)


def _confirm(target: "Target", index_file: Path | None) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.operations.confirm import confirm

    for decision in confirm(open_index(index_file), target):
        click.echo(f"Confirmed {count(len(decision.faces), 'face')} of {shown_name(decision.person_name or '')}.")
