"""photoindex similar"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.json_output import face_fields, print_items
from photoindex.cli.numbers import Finite
from photoindex.cli.options import NUMBER, index_option, json_option, number_of
from photoindex.cli.output import print_table, shown_name, shown_path
from photoindex.cli.paths import path_in
from photoindex.cli.wording.faces import which_face

if TYPE_CHECKING:
    from photoindex.operations.similar import SimilarFaces


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="PHOTO | face ID")
@click.option("--top", type=NUMBER, default=10, show_default=True, metavar="N", help="Show at most N faces.")
@click.option("--threshold", type=Finite(-1, 1), help="Only faces at least this similar.")
@click.option("--face", "number", type=NUMBER, help="Which face of the photo, from left to right.")
@json_option
@index_option
def similar(
    words: tuple[str, ...], top: int, threshold: float | None, number: int | None, as_json: bool,
    index_file: Path | None,
) -> None:  # fmt: skip
    """Find the faces most similar to one: photoindex similar portrait.jpg, or: photoindex similar face 345

    The photo need not be in the index, and is not added to it. If it has several faces, the largest is used, unless
    --face chooses another.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.similar import similar

    what = _reference(words, number)
    found = similar(open_index(index_file), what, top=top, threshold=threshold, number=number)
    if as_json:
        _print_json(found)
        return
    if found.reference.of > 1:
        click.echo(which_face("The photo", found.reference.number, found.reference.of, "--face N"), err=True)
    if not found.faces:
        click.echo("No face is that similar.", err=True)
        return
    print_table(
        ("FACE", "SIMILARITY", "WHO", "PHOTO"),
        [
            (item.face.face_id, item.similarity, _who(item.name, item.face.status, item.face.cluster_id),
             shown_path(item.face.path))
            for item in found.faces
        ],
        right=(0, 1),
    )  # fmt: skip
    if found.people:
        listed = ", ".join(f"{shown_name(name)} ({value:.2f})" for name, value in found.people)
        click.echo(
            f"Nearest people: {listed}. From {found.threshold:.2f} on, two faces count as the same person.", err=True
        )


def _reference(words: tuple[str, ...], number: int | None) -> Path | int:
    if len(words) == 1:
        return path_in(words[0], "PHOTO | face ID")
    face_id = number_of(words[1]) if len(words) == 2 and words[0] == "face" else None
    if face_id is not None:
        if number is not None:
            raise click.UsageError("--face chooses a face of a photo; the number of a face needs no choice")
        return face_id
    raise click.UsageError("Give one photo, or the number of a face: photoindex similar face 345")


def _who(name: str | None, status: str, cluster_id: int | None) -> str:
    if name is not None:
        return shown_name(name) if status == "confirmed" else f"{shown_name(name)} ({status})"
    return "ignored" if status == "ignored" else f"cluster {cluster_id}" if cluster_id else "unnamed"


def _print_json(found: "SimilarFaces") -> None:
    reference = found.reference
    print_items(
        "similar",
        [
            face_fields(item.face, {}) | {"person": item.name, "similarity": round(item.similarity, 4)}
            for item in found.faces
        ],
        reference={"face_id": reference.face_id, "number": reference.number or None, "of": reference.of or None},
        threshold=found.threshold,
        people=[{"person": name, "similarity": round(value, 4)} for name, value in found.people],
    )
