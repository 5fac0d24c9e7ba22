"""photoindex suggest"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import count, shown_path

if TYPE_CHECKING:
    from photoindex.operations.suggest import Suggestion
    from photoindex.store.index import Index


@click.command()
@click.option("--limit", type=NUMBER, default=10, show_default=True, help="Ask so many questions.")
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html|.png",
    help="Write a contact sheet of the faces that are asked about.",
)
@json_option
@index_option
def suggest(limit: int, sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Ask the questions whose answers settle the most faces.

    Each comes with the command that says yes and the one that says no. Ask again after answering some.
    """
    from photoindex.cli.opening import open_index
    from photoindex.cli.wording.sheets import yes_and_no
    from photoindex.operations.show import check_sheet_file
    from photoindex.operations.suggest import suggest

    if sheet is not None:
        check_sheet_file(sheet)
    index = open_index(index_file)
    suggestions = suggest(index, limit=limit)
    if as_json:
        print_items(
            "suggest",
            [_fields(item) for item in suggestions],
        )
    elif not suggestions:
        click.echo("Nothing left to ask: every face has a name or stands alone.", err=True)
    else:
        for number, item in enumerate(suggestions, 1):
            yes, no = yes_and_no(item)
            click.echo(f"{number:>2}. {item.text}")
            click.echo(f"    {yes + ':':6} {item.yes}")
            click.echo(f"    {no + ':':6} {item.no}")
    if sheet is not None and suggestions:
        _write_sheet(index, suggestions, sheet)


def _write_sheet(index: "Index", suggestions: "list[Suggestion]", sheet: Path) -> None:
    from photoindex.cli.wording.sheets import answers
    from photoindex.operations.question_sheet import write_question_sheet

    report = write_question_sheet(index, suggestions, sheet, answers)
    what = f"{count(report.questions, 'question')} and {count(report.faces, 'face')}"
    click.echo(f"Wrote {shown_path(sheet)} with {what}.", err=True)
    if report.missing:
        click.echo(f"{count(report.missing, 'face')} could not be cut out of the photo.", err=True)
    if report.left_out:
        click.echo(f"{count(report.left_out, 'more question')} did not fit on the sheet.", err=True)


def _fields(item: "Suggestion") -> dict[str, Any]:
    question = item.question
    return {
        "kind": question.kind,
        "text": item.text,
        "yes": item.yes,
        "no": item.no,
        "settles": round(question.settles, 3),
        "probability": round(question.probability, 4),
        "cluster_id": question.cluster_id,
        "person_id": question.person_id,
        "face_ids": list(question.face_ids),
        "other_cluster_id": question.other_cluster,
        "other_person_id": question.other_person,
        "other_face_ids": list(question.other_faces),
    }
