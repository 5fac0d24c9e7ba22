"""photoindex unlabel"""

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
def unlabel() -> None:
    """Remove a name, an --ignore or a --not-a-face."""


@unlabel.command("cluster")
@_ids(shell_complete=completing.clusters)
@index_option
def unlabel_cluster(ids: tuple[int, ...], index_file: Path | None) -> None:
    """Remove the names of all faces in a cluster."""
    from photoindex.domain.targets import Target

    _unlabel(Target("cluster", ids=ids), index_file)


@unlabel.command("face")
@_ids(shell_complete=completing.faces)
@index_option
def unlabel_face(ids: tuple[int, ...], index_file: Path | None) -> None:
    """Remove the names of single faces."""
    from photoindex.domain.targets import Target

    _unlabel(Target("face", ids=ids), index_file)


@unlabel.command("person")
@click.argument("name", shell_complete=completing.names)
@index_option
def unlabel_person(name: str, index_file: Path | None) -> None:
    """Remove all faces from a person; they go back to their clusters."""
    from photoindex.domain.targets import Target

    _unlabel(Target("person", name=name), index_file)


def _unlabel(target: "Target", index_file: Path | None) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.operations.unlabel import unlabel

    for item in unlabel(open_index(index_file), target):
        decision = item.decision
        name = shown_name(decision.person_name or "")
        what = {"person": name, "ignored": "ignored", "not-a-face": "marked as not a face"}
        faces = count(len(decision.faces), "detection" if item.was == "not-a-face" else "face")
        click.echo(f"{faces} no longer {what[item.was]}. `photoindex undo {decision.seq}` undoes it.")
