"""photoindex suggest"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import shown, shown_path
from photoindex.cli.paths import FILE
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.cli.wording.questions import WordedQuestion
    from photoindex.operations.opening import Index
    from photoindex.operations.suggest import Question, Suggestion


@click.command()
@click.option("--limit", type=NUMBER, default=10, show_default=True, metavar="N", help="Ask at most N questions.")
@click.option("--person", metavar="NAME", help="Ask only what completes this person.")
@click.option(
    "--sheet",
    type=FILE,
    metavar="FILE.html|.png",
    help="Write a contact sheet of the faces in the questions.",
)
@json_option
@index_option
def suggest(limit: int, person: str | None, sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Ask the questions whose answers settle the most faces.

    Each comes with the commands for yes and no. Run it again after answering some.
    """
    from photoindex.cli.opening import open_index
    from photoindex.cli.wording.questions import worded
    from photoindex.operations.show import check_sheet_file
    from photoindex.operations.suggest import suggest

    if sheet is not None:
        check_sheet_file(sheet)
    index = open_index(index_file)
    suggestions = suggest(index, limit=limit, person=person)
    questions = [(item.question, worded(item)) for item in suggestions]
    if as_json:
        print_items("suggest", [_fields(question, said) for question, said in questions])
    elif not suggestions:
        about = f"Nothing left to ask about {shown(person)}." if person is not None else ""
        click.echo(about or "Nothing left to ask: every face has a name or is single.", err=True)
    else:
        for number, (_, said) in enumerate(questions, 1):
            click.echo(f"{number:>2}. {shown(said.text)}")
            for label, answer in zip(said.labels, (said.yes, said.no), strict=True):
                click.echo(f"    {label + ':':9} {shown(str(answer))}")
    if sheet is not None and suggestions:
        _write_sheet(index, suggestions, sheet)


def _write_sheet(index: "Index", suggestions: "list[Suggestion]", sheet: Path) -> None:
    from photoindex.cli.wording.fonts import tell_of_undrawn
    from photoindex.cli.wording.question_sheets import question_sheet
    from photoindex.operations.suggest import write_sheet

    report = write_sheet(index, suggestions, sheet, question_sheet(suggestions))
    what = f"{count(report.questions, 'question')} and {count(report.faces, 'face')}"
    click.echo(f"Wrote {shown_path(sheet)} with {what}.", err=True)
    tell_of_undrawn(report.undrawn)
    if report.missing:
        click.echo(f"{count(report.missing, 'face')} could not be cut out of the photo.", err=True)
    if report.left_out:
        click.echo(f"{count(report.left_out, 'more question')} did not fit on the sheet.", err=True)


def _fields(question: "Question", said: "WordedQuestion") -> dict[str, Any]:
    claimed = question.claimed
    return {
        "kind": question.kind,
        "text": said.text,
        "yes": said.yes.command,
        "yes_wants_name": said.yes.wants_name,
        "no": said.no.command,
        "no_wants_name": said.no.wants_name,
        "settles": round(question.settles, 3),
        "probability": round(question.probability, 4),
        "cluster_id": question.cluster_id,
        "person_id": question.person_id,
        "face_ids": list(question.face_ids),
        "other_cluster_id": question.other_cluster,
        "other_person_id": question.other_person,
        "other_face_ids": list(question.other_faces),
        "claimed": None
        if claimed is None
        else {
            "name": claimed.name,
            "programs": list(claimed.programs),
            "photos": claimed.photos,
            "photos_of_name": claimed.of,
            "photos_of_faces": claimed.shown,
            "person_id": claimed.person_id,
            "probability": round(claimed.probability, 4),
            "proposed": claimed.sure,
        },
    }
