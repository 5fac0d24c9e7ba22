"""photoindex suggest"""

from dataclasses import asdict
from pathlib import Path

import click

from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import count, print_json, shown, shown_path
from photoindex.cli.paths import FILE


@click.command()
@click.option("--limit", type=NUMBER, default=10, show_default=True, help="Ask so many questions.")
@click.option("--person", metavar="NAME", help="Only ask what completes this person.")
@click.option(
    "--sheet",
    type=FILE,
    metavar="FILE.html|.png",
    help="Write a contact sheet of the faces that are asked about.",
)
@json_option
@index_option
def suggest(limit: int, person: str | None, sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Ask the questions whose answers settle the most faces.

    Each comes with the command that says yes and the one that says no. Ask again after answering some.
    """
    from photoindex.cli.opening import open_index
    from photoindex.cli.wording.questions import worded
    from photoindex.operations.suggest import suggest, write_question_sheet

    index = open_index(index_file)
    suggestions = suggest(index, limit=limit, person=person)
    questions = [(item.question, worded(item)) for item in suggestions]
    if as_json:
        print_json(
            [
                asdict(question)
                | {"text": said.text, "yes": said.yes.command, "yes_wants_name": said.yes.wants_name,
                   "no": said.no.command, "no_wants_name": said.no.wants_name}
                for question, said in questions
            ]
        )  # fmt: skip
    elif not suggestions:
        about = f"Nothing left to ask about {shown(person)}." if person is not None else ""
        click.echo(about or "Nothing left to ask: every face has a name or stands alone.", err=True)
    else:
        for number, (_, said) in enumerate(questions, 1):
            click.echo(f"{number:>2}. {shown(said.text)}")
            for label, answer in zip(said.labels, (said.yes, said.no), strict=True):
                click.echo(f"    {label + ':':9} {shown(str(answer))}")
    if sheet is not None and suggestions:
        report = write_question_sheet(index, suggestions, sheet, lambda item: worded(item).text)
        click.echo(f"Wrote {shown_path(sheet)} with {count(report.shown, 'face')}.", err=True)
