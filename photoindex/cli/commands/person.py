"""photoindex person"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.options import index_option, number_of
from photoindex.cli.output import shown_name
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.opening import Index
    from photoindex.operations.person import TypedLife


@click.command()
@click.argument("name", shell_complete=completing.names)
@click.option("--born", metavar="DATE", help="A year, a month or a day: 1931, 1931-05, 1931-05-17.")
@click.option("--died", metavar="DATE", help="The date of the death, in the same form.")
@click.option(
    "--portrait",
    metavar="FACE|auto",
    shell_complete=completing.faces,
    help="The face that represents this person in lists; auto is the best face.",
)
@index_option
def person(name: str, born: str | None, died: str | None, portrait: str | None, index_file: Path | None) -> None:
    """Say when somebody was born or died: photoindex person "Grandma" --born 1931-05 --died 2019

    A face in a photo from before the birth or after the death never gets this name automatically.

    --portrait 345 makes face 345 represent the person in lists.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.person import lifespan_of, set_lifespan

    if portrait is not None and (born is not None or died is not None):
        raise click.UsageError("Use --portrait alone, without dates.")
    face_id = _face(portrait)
    index = open_index(index_file)
    if portrait is not None:
        _set_portrait(index, name, face_id)
        return
    if born is None and died is None:
        who, life = lifespan_of(index, name)
        click.echo(f"{shown_name(who.name)}: {_told(life) or 'no dates are known'}")
        return
    report = set_lifespan(index, name, born, died)
    click.echo(f"{shown_name(report.person.name)}: {_told(report.life)}.")
    if report.outside:
        click.echo(
            f"{count(report.outside, 'face')} confirmed in photos from before the birth or after the death. "
            "`photoindex check people` lists them."
        )


def _face(portrait: str | None) -> int | None:
    """The face that was typed; None for "auto"."""
    face_id = number_of(portrait) if portrait is not None else None
    if face_id is None and portrait not in (None, "auto"):
        raise click.UsageError(f"{portrait!r} is neither the number of a face nor auto.")
    return face_id


def _set_portrait(index: "Index", name: str, face_id: int | None) -> None:
    from photoindex.operations.person import set_portrait

    report = set_portrait(index, name, face_id)
    which = "the best face" if report.face_id is None else f"face {report.face_id}"
    click.echo(f"{shown_name(report.person.name)} is represented by {which}. `photoindex undo` undoes it.")


def _told(life: "TypedLife") -> str:
    return ", ".join(f"{word} {date}" for word, date in (("born", life.born), ("died", life.died)) if date)
