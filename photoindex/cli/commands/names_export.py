"""photoindex names export"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from photoindex.cli import completing
from photoindex.cli.json_output import document
from photoindex.cli.options import index_option
from photoindex.cli.output import shown_path, tell_of_matches
from photoindex.cli.paths import FILE_OR_STREAM
from photoindex.cli.query_command import QueryCommand
from photoindex.cli.streams import output_bytes
from photoindex.cli.wording.names_export import summary, tell_of_report
from photoindex.errors import UsageError
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.names_export import ExportReport, ExportRequest
    from photoindex.operations.opening import Index

SOME_FAILED = 1
_STREAM = Path("-")
_DOCUMENT_BEGINS = '{"schema": "names export"'


@click.command("export", cls=QueryCommand)
@click.argument("query", nargs=-1, shell_complete=completing.query_words, metavar="[QUERY]...")
@click.option("--to", "form", type=click.Choice(["xmp", "csv", "json"]), required=True,
              help="XMP files beside the photos, or one table or document.")  # fmt: skip
@click.option("--automatic", is_flag=True, help="Also names that follow from what you said; not only confirmed ones.")
@click.option("--also", type=click.Choice(["microsoft", "keywords", "hierarchy"]), multiple=True,
              help="In XMP, also Microsoft's regions, flat keywords, or the tags People/NAME.")  # fmt: skip
@click.option("--sidecar", type=click.Choice(["full", "short"]), default="full", show_default=True,
              help="How to name new XMP files: photo.jpg.xmp or photo.xmp.")  # fmt: skip
@click.option("--embed", is_flag=True, help="Write into the photo files themselves, with ExifTool.")
@click.option("--prefer", type=click.Choice(["mine", "theirs"]), default="theirs", show_default=True,
              help="Whose name stays in the file where it names a face in another way.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.option("--yes", is_flag=True, help="With --embed: do not ask.")
@click.option("--output", type=FILE_OR_STREAM, metavar="FILE|-", help="The file of --to csv or json.")
@index_option
def export_command(
    query: tuple[str, ...],
    form: Literal["xmp", "csv", "json"],
    automatic: bool,
    also: tuple[Literal["microsoft", "keywords", "hierarchy"], ...],
    sidecar: Literal["full", "short"],
    embed: bool,
    prefer: Literal["mine", "theirs"],
    dry_run: bool,
    yes: bool,
    output: Path | None,
    index_file: Path | None,
) -> None:
    """Write who is in which photo, and where, for other programs.

    With a query, only photos that match; docs/query.md lists its terms. Strangers are never written.

    XMP files hold the regions that digiKam, Lightroom and others read. What other programs wrote there stays. Run it
    again after you named more people: what was written before is changed or removed with your names.

    The exit code is 1 if some files could not be written.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.names_export import ExportRequest

    xmp_only = {"--also": also, "--embed": embed, "--dry-run": dry_run, "--yes": yes,
                "--prefer": prefer == "mine", "--sidecar": sidecar == "short"}  # fmt: skip
    _check(form, xmp_only, output)
    request = ExportRequest(query, automatic, also, sidecar, prefer == "mine")
    index = open_index(index_file)
    if form != "xmp":
        _write_table(index, request, form, output or _STREAM)
        return
    report = _embed(index, request, dry_run=dry_run, yes=yes) if embed else _sidecars(index, request, dry_run=dry_run)
    tell_of_matches(report.people)
    tell_of_report(report)
    click.echo(summary(report, embedded=embed))
    if report.failures:
        click.get_current_context().exit(SOME_FAILED)


def _check(form: str, xmp_only: dict[str, object], output: Path | None) -> None:
    for option, value in xmp_only.items():
        if value and form != "xmp":
            raise click.UsageError(f"{option} goes with --to xmp.")
    if output is not None and form == "xmp":
        raise click.UsageError("--output goes with --to csv or --to json.")


def _sidecars(index: "Index", request: "ExportRequest", *, dry_run: bool) -> "ExportReport":
    from photoindex.operations.names_export import export_sidecars

    with progress_bar() as progress:
        return export_sidecars(index, request, progress, dry_run=dry_run)


def _embed(index: "Index", request: "ExportRequest", *, dry_run: bool, yes: bool) -> "ExportReport":
    from photoindex.operations.names_embed import embed_names

    if not (dry_run or yes):
        _ask()
    with progress_bar() as progress:
        return embed_names(index, request, progress, dry_run=dry_run)


def _ask() -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            "--embed writes into your original photos", hint="Nothing was changed. If you mean it, add --yes."
        )
    question = "This writes names into your original photos. `photoindex names restore` takes them out. Go on?"
    if not click.confirm(question, default=False, err=True):
        click.echo("Nothing was changed.", err=True)
        raise click.exceptions.Exit(1)


def _write_table(index: "Index", request: "ExportRequest", form: str, output: Path) -> None:
    from photoindex.operations.names_table import as_table, encoded, name_rows, paths_in, write_file

    rows = name_rows(index, request)
    if form == "csv":
        text, begins = as_table(rows), as_table([])
    else:
        items = [asdict(row) | {"photo_width": row.width, "photo_height": row.height} for row in rows]
        text, begins = document("names export", [_without_size(item) for item in items]) + "\n", _DOCUMENT_BEGINS
    if output == _STREAM:
        output_bytes().write(encoded(text))
        return
    write_file(output, text, begins=begins, for_spreadsheets=form == "csv")
    click.echo(
        f"Wrote {count(len(rows), 'name')} in {count(paths_in(rows), 'file')} to {shown_path(output)}.", err=True
    )


def _without_size(item: dict[str, object]) -> dict[str, object]:
    """The photo's size is not called like that of the box."""
    return {key: value for key, value in item.items() if key not in {"width", "height"}}


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None]]:
    """Show how many files are done; yields the function that gets the numbers."""
    from tqdm import tqdm

    with tqdm(unit="file", disable=None, leave=False, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - int(bar.n))

        yield progress
