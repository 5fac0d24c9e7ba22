"""photoindex suggest"""

from dataclasses import asdict
from pathlib import Path

import click

from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import count, print_json, shown_path
from photoindex.cli.paths import FILE


@click.command()
@click.option("--limit", type=NUMBER, default=10, show_default=True, help="Ask so many questions.")
@click.option(
    "--sheet",
    type=FILE,
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
    from photoindex.operations.suggest import suggest, write_question_sheet

    index = open_index(index_file)
    suggestions = suggest(index, limit=limit)
    if as_json:
        print_json(
            [asdict(item.question) | {"text": item.text, "yes": item.yes, "no": item.no} for item in suggestions]
        )
    elif not suggestions:
        click.echo("Nothing left to ask: every face has a name or stands alone.", err=True)
    else:
        for number, item in enumerate(suggestions, 1):
            yes, no = ("it is", "or") if item.question.kind == "who" else ("yes", "no")
            click.echo(f"{number:>2}. {item.text}")
            click.echo(f"    {yes + ':':6} {item.yes}")
            click.echo(f"    {no + ':':6} {item.no}")
    if sheet is not None and suggestions:
        report = write_question_sheet(index, suggestions, sheet)
        click.echo(f"Wrote {shown_path(sheet)} with {count(report.shown, 'face')}.", err=True)
