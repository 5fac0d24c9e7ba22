"""photoindex different"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.groups import Kinds
from photoindex.cli.options import NUMBER, index_option
from photoindex.cli.output import shown_name

if TYPE_CHECKING:
    from photoindex.domain.targets import Target


@click.group(cls=Kinds)
def different() -> None:
    """Say that two clusters, faces or persons are different people, who are never joined again."""


@different.command("cluster")
@click.argument("one", type=NUMBER, shell_complete=completing.clusters)
@click.argument("other", type=NUMBER, shell_complete=completing.clusters)
@index_option
def different_clusters(one: int, other: int, index_file: Path | None) -> None:
    """Two clusters: photoindex different cluster 12 31"""
    from photoindex.domain.targets import Target

    _different(Target("cluster", ids=(one,)), Target("cluster", ids=(other,)), index_file)


@different.command("face")
@click.argument("one", type=NUMBER, shell_complete=completing.faces)
@click.argument("other", type=NUMBER, shell_complete=completing.faces)
@index_option
def different_faces(one: int, other: int, index_file: Path | None) -> None:
    """Two faces: photoindex different face 345 678"""
    from photoindex.domain.targets import Target

    _different(Target("face", ids=(one,)), Target("face", ids=(other,)), index_file)


@different.command("person")
@click.argument("one", shell_complete=completing.names)
@click.argument("other", shell_complete=completing.names)
@index_option
def different_persons(one: str, other: str, index_file: Path | None) -> None:
    """Two persons, say twins: photoindex different person "Tom" "Tim\""""
    from photoindex.domain.targets import Target

    _different(Target("person", name=one), Target("person", name=other), index_file)


def _different(one: "Target", other: "Target", index_file: Path | None) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.operations.different import different

    different(open_index(index_file), one, other)
    click.echo(
        f"Kept apart from now on: {shown_name(str(one))} and {shown_name(str(other))}. `photoindex undo` undoes it."
    )
