"""photoindex label, photoindex unlabel"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.options import LARGEST_NUMBER, index_option
from photoindex.cli.output import count

if TYPE_CHECKING:
    from photoindex.operations.targets import Target

_arguments = click.argument("words", nargs=-1, required=True, metavar="ID... NAME")
_ignore_option = click.option("--ignore", "ignored", is_flag=True, help="A stranger: leave out, now and later.")


@click.group()
def label() -> None:
    """Say who somebody is."""


@label.command("cluster")
@_arguments
@_ignore_option
@index_option
def label_cluster(words: tuple[str, ...], ignored: bool, index_file: Path | None) -> None:
    """Name one or more clusters: photoindex label cluster 12 "Grandma"

    A name that exists already gets these faces too. Faces that were confirmed as somebody else stay with them.
    """
    _label("cluster", words, index_file, ignored=ignored)


@label.command("face")
@_arguments
@_ignore_option
@index_option
def label_face(words: tuple[str, ...], ignored: bool, index_file: Path | None) -> None:
    """Name single faces: photoindex label face 345 "Tom\""""
    _label("face", words, index_file, ignored=ignored)


def _label(kind: str, words: tuple[str, ...], index_file: Path | None, *, ignored: bool) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.operations.decide import ignore, label
    from photoindex.operations.targets import Target

    ids, name = (words, "") if ignored else (words[:-1], words[-1])
    target = Target(kind, ids=_ids(kind, ids))
    index = open_index(index_file)
    if ignored:
        decision = ignore(index, target)
        click.echo(f"Ignored {count(len(decision.faces), 'face')}. `photoindex undo` takes it back.")
        return
    report = label(index, target, name)
    verb = "Added" if report.joined else "Named"
    relation = "to" if report.joined else "as"
    click.echo(
        f"{verb} {count(report.faces, 'face')} {relation} {report.person.name}, who now has "
        f"{count(report.total, 'face')} in {count(report.photos, 'photo')}."
    )
    if report.left:
        names = ", ".join(report.left_with)
        click.echo(f"{count(report.left, 'face')} confirmed as {names} before stayed as they were.")


def _ids(kind: str, words: tuple[str, ...]) -> tuple[int, ...]:
    if not words:
        raise click.UsageError(f'Give the {kind} and the name: photoindex label {kind} 12 "Grandma"')
    for word in words:
        if not (word.isascii() and word.isdigit() and int(word) <= LARGEST_NUMBER):
            raise click.UsageError(f"{word!r} is not the number of a {kind}. Put a name of several words in quotes.")
    return tuple(int(word) for word in words)


@click.group()
def unlabel() -> None:
    """Take a name or an --ignore away again."""


@unlabel.command("cluster")
@click.argument("cluster_ids", type=click.IntRange(1, LARGEST_NUMBER), nargs=-1, required=True, metavar="ID...")
@index_option
def unlabel_cluster(cluster_ids: tuple[int, ...], index_file: Path | None) -> None:
    """Take the names of all faces of a cluster away."""
    from photoindex.operations.targets import Target

    _unlabel(Target("cluster", ids=cluster_ids), index_file)


@unlabel.command("face")
@click.argument("face_ids", type=click.IntRange(1, LARGEST_NUMBER), nargs=-1, required=True, metavar="ID...")
@index_option
def unlabel_face(face_ids: tuple[int, ...], index_file: Path | None) -> None:
    """Say that faces are not who they are said to be."""
    from photoindex.operations.targets import Target

    _unlabel(Target("face", ids=face_ids), index_file)


@unlabel.command("person")
@click.argument("name")
@index_option
def unlabel_person(name: str, index_file: Path | None) -> None:
    """Take all faces of a person away; they go back to their clusters."""
    from photoindex.operations.targets import Target

    _unlabel(Target("person", name=name), index_file)


def _unlabel(target: "Target", index_file: Path | None) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.operations.decide import unlabel

    for decision in unlabel(open_index(index_file), target):
        who = f"no longer {decision.person_name}" if decision.person_name else "no longer ignored"
        click.echo(f"{count(len(decision.faces), 'face')} {who}. `photoindex undo {decision.seq}` takes that back.")
