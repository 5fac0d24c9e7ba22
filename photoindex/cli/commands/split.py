"""photoindex split"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.groups import Kinds
from photoindex.cli.options import NUMBER, index_option
from photoindex.cli.output import print_table, shown_name
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.targets import Target
    from photoindex.operations.split import SplitReport

_faces = click.option(
    "--faces", "by_hand", is_flag=True, help="The numbers that follow are the faces of somebody else."
)
_to = click.option(
    "--to",
    metavar="NAME",
    shell_complete=completing.names,
    help="With --faces: who they are; by default they get no name yet.",
)
_parts = click.option(
    "--parts", type=click.IntRange(2, 20), default=2, show_default=True, help="Without --faces: into how many parts."
)
_numbers = click.argument("face_ids", type=NUMBER, shell_complete=completing.faces, nargs=-1, metavar="[FACE...]")


@click.group(cls=Kinds)
def split() -> None:
    """Divide a cluster or a person that is more than one person. The parts stay separate."""


@split.command("cluster")
@click.argument("cluster_id", type=NUMBER, shell_complete=completing.clusters, metavar="ID")
@_numbers
@_faces
@_to
@_parts
@index_option
def split_cluster(
    cluster_id: int, face_ids: tuple[int, ...], by_hand: bool, to: str | None, parts: int, index_file: Path | None
) -> None:
    """Divide a cluster where its faces are least alike, or remove faces: split cluster 12 --faces 3 4 5"""
    from photoindex.domain.targets import Target

    _split(Target("cluster", ids=(cluster_id,)), face_ids, index_file, by_hand=by_hand, to=to, parts=parts)


@split.command("person")
@click.argument("name", shell_complete=completing.names)
@_numbers
@_faces
@_to
@_parts
@index_option
def split_person(
    name: str, face_ids: tuple[int, ...], by_hand: bool, to: str | None, parts: int, index_file: Path | None
) -> None:
    """Remove faces from a person: split person "Tom" --faces 3 4 5 --to "Tim\"

    Without --faces, the person is divided where the faces are least alike. The largest part keeps the name.
    """
    from photoindex.domain.targets import Target

    _split(Target("person", name=name), face_ids, index_file, by_hand=by_hand, to=to, parts=parts)


def _split(
    target: "Target",
    face_ids: tuple[int, ...],
    index_file: Path | None,
    *,
    by_hand: bool,
    to: str | None,
    parts: int,
) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.operations.split import split_by_hand, split_by_machine

    if by_hand != bool(face_ids):
        raise click.UsageError("Write --faces and the numbers of the faces: --faces 3 4 5")
    if to is not None and not by_hand:
        raise click.UsageError("--to goes with --faces.")
    index = open_index(index_file)
    report = split_by_hand(index, target, face_ids, to) if by_hand else split_by_machine(index, target, parts)
    _print(report, str(target))


def _print(report: "SplitReport", what: str) -> None:
    first, *others = report.parts
    rows = [(shown_name(what), first.faces, "", _examples(first.examples))]
    rows += [
        (shown_name(part.name or "unnamed"), part.faces, f"cluster {part.cluster_id}", _examples(part.examples))
        for part in others
    ]
    print_table(("PART", "FACES", "NOW IN", "FACES TO LOOK AT"), rows, right=(1,))
    if report.to and report.to_existed:
        click.echo(f"{shown_name(report.to.name)} existed and got {count(others[0].faces, 'face')} more.")
    click.echo("They stay separate. `photoindex undo` joins them again.", err=True)


def _examples(faces: tuple[int, ...]) -> str:
    return " ".join(map(str, faces))
