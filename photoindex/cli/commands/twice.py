"""photoindex twice"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.groups import Kinds
from photoindex.cli.options import NUMBER, index_option
from photoindex.cli.paths import PATH
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.targets import Target


@click.group(cls=Kinds)
def twice() -> None:
    """Say that one person may be in a photo more than once, as in a mirror or a collage."""


@twice.command("photo")
@click.argument("path", type=PATH)
@index_option
def twice_photo(path: Path, index_file: Path | None) -> None:
    """Say that any faces in a photo may be the same person."""
    _twice(path, index_file)


@twice.command("face")
@click.argument("face_ids", type=NUMBER, shell_complete=completing.faces, nargs=-1, required=True, metavar="ID ID...")
@index_option
def twice_faces(face_ids: tuple[int, ...], index_file: Path | None) -> None:
    """Say that these faces in one photo may be the same person."""
    from photoindex.domain.targets import Target

    _twice(Target("face", ids=face_ids), index_file)


def _twice(target: "Path | Target", index_file: Path | None) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.operations.twice import same_twice

    decision = same_twice(open_index(index_file), target)
    click.echo(f"{count(len(decision.faces), 'face')} in this photo may be the same person.")
