"""photoindex explain"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli import completing
from photoindex.cli.groups import Kinds
from photoindex.cli.json_output import face_fields, print_items
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import print_table, shown, shown_name, shown_path

if TYPE_CHECKING:
    from photoindex.operations.explain import Explained


@click.group(cls=Kinds)
def explain() -> None:
    """Explain why a face has its name."""


@explain.command("face")
@click.argument("face_id", type=NUMBER, shell_complete=completing.faces, metavar="ID")
@json_option
@index_option
def explain_face(face_id: int, as_json: bool, index_file: Path | None) -> None:
    """Show the evidence for and against the name of a face."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.explain import explain_face
    from photoindex.wording.explanations import in_words

    found = explain_face(open_index(index_file), face_id)
    if as_json:
        print_items("explain", [_explained(found)])
        return
    click.echo(f"Face {face_id} in {shown_path(found.face.path)}")
    for reason in found.reasons:
        click.echo(shown(in_words(reason)))
    if found.explanation.candidates:
        click.echo()
        print_table(
            ("PERSON", "EVIDENCE", "LIKELY", ""),
            [
                (shown_name(found.names[item.person_id]), item.evidence, f"{item.probability:.0%}",
                 "ruled out" if item.forbidden else "")
                for item in found.explanation.candidates
            ],
            right=(1, 2),
        )  # fmt: skip
    if found.explanation.faces:
        click.echo()
        print_table(
            ("NEAREST", "OF", "SIMILARITY", "EVIDENCE"),
            [
                (near.face_id, shown_name(found.names[near.person_id]), near.similarity, near.evidence)
                for near in found.explanation.faces
            ],
            right=(0, 2, 3),
        )


def _event(found: "Explained") -> dict[str, Any] | None:
    from photoindex.operations.explain import AlsoInEvent

    reason = next((item for item in found.reasons if isinstance(item, AlsoInEvent)), None)
    return None if reason is None else {key: getattr(reason, key) for key in ("event", "photos", "factor")}


def _explained(found: "Explained") -> dict[str, Any]:
    from photoindex.wording.explanations import in_words

    why, names = found.explanation, found.names

    def named(person_id: int | None) -> dict[str, Any]:
        return {"person_id": person_id, "person": names.get(person_id) if person_id is not None else None}

    return {
        **face_fields(found.face, names),
        "words": [in_words(reason) for reason in found.reasons],
        "taken_at": found.taken.moment if found.taken else None,
        "taken_precision": found.taken.precision if found.taken else None,
        "taken_from": found.taken.source if found.taken else None,
        "taken_trusted": found.taken.trusted if found.taken else None,
        "candidates": [named(item.person_id) | asdict(item) for item in why.candidates],
        "nearest": [named(near.person_id) | asdict(near) for near in why.faces],
        "margin": why.margin,
        "cluster_size": why.cluster_size,
        "in_same_photo": [named(who) for who in why.same_photo],
        "rejected": [named(who) for who in why.rejected],
        "outside_life_of": [named(who) for who in why.outside_life],
        "ruled_out": [named(who) for who in why.ruled_out],
        "apart": why.apart,
        "event": _event(found),
    }
