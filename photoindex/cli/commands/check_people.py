"""photoindex check people"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.json_output import face_fields, print_items
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import print_table, shown_name, shown_path

if TYPE_CHECKING:
    from photoindex.operations.check_people import Doubt


@click.command("people")
@json_option
@index_option
def check_people(as_json: bool, index_file: Path | None) -> None:
    """List faces that contradict the rest of their person.

    Such faces look unlike the others, are in photos from before the birth or after the death, or share a photo with
    another face of the person.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.check_people import check_people
    from photoindex.wording.contradictions import in_words

    doubts = check_people(open_index(index_file))
    if as_json:
        print_items("check people", [_fields(item) | {"why": in_words(item.why)} for item in doubts])
        return
    if not doubts:
        click.echo("No face contradicts the rest of its person.")
        return
    print_table(
        ("FACE", "PERSON", "", "WHY", "PHOTO"),
        [
            (
                item.face.face_id,
                shown_name(item.person.name),
                item.face.status,
                in_words(item.why),
                shown_path(item.face.path),
            )
            for item in doubts
        ],
        right=(0,),
    )
    click.echo("If one is somebody else: photoindex label face ID NAME, or --not NAME.", err=True)
    click.echo(
        "If a person really is in a photo twice, as in a mirror or a collage: photoindex twice face ID ID.", err=True
    )


def _fields(doubt: "Doubt") -> dict[str, Any]:
    return face_fields(doubt.face, {doubt.person.person_id: doubt.person.name})
