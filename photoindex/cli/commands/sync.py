"""photoindex sync"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from photoindex.cli.commands.names_export import SOME_FAILED, progress_bar
from photoindex.cli.options import for_same_index, index_option
from photoindex.cli.output import shown_name, shown_path
from photoindex.cli.paths import PATH
from photoindex.cli.wording.imports import in_words, unread_in_words
from photoindex.cli.wording.names_export import summary, tell_of_report
from photoindex.domain.names import as_typed
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.sync import ExportReport, Prefer, SyncReport

_SHOWN = 20


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--prefer", type=click.Choice(["mine", "theirs"]),
              help="Where both sides disagree: write yours there, or take theirs here.")  # fmt: skip
@click.option("--automatic", is_flag=True, help="Also write names that follow from what you said.")
@click.option("--also", type=click.Choice(["microsoft", "keywords", "hierarchy"]), multiple=True,
              help="Also write Microsoft's regions, flat keywords, or the tags People/NAME.")  # fmt: skip
@click.option("--sidecar", type=click.Choice(["full", "short"]), default="full", show_default=True,
              help="How to name new XMP files: photo.jpg.xmp or photo.xmp.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only show what is new on each side, and where they disagree.")
@index_option
def sync(
    folder: Path,
    prefer: "Prefer | None",
    automatic: bool,
    also: tuple[Literal["microsoft", "keywords", "hierarchy"], ...],
    sidecar: Literal["full", "short"],
    dry_run: bool,
    index_file: Path | None,
) -> None:
    """Exchange names with the XMP files beside the photos in a folder, in both directions.

    New names in XMP, which another program wrote there, come into the index as one import. New names here are written
    into XMP files. Where both sides disagree, both stay as they are and are listed.

    The exit code is 1 if some files could not be read or written.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.sync import ExportRequest, sync

    request = ExportRequest((), automatic, also, sidecar)
    with progress_bar() as progress:
        index = open_index(index_file)
        report = sync(index, folder, request, progress, prefer=prefer, dry_run=dry_run, source=_source(folder, prefer))
    _tell(report, decided=prefer is not None)
    if report.from_there.faults or report.to_there.failures:
        click.get_current_context().exit(SOME_FAILED)


def _source(folder: Path, prefer: "Prefer | None") -> str:
    """The command as it was typed."""
    typed = as_typed(str(folder)) if " " in str(folder) else str(folder)
    return f"sync {typed} --prefer {prefer}" if prefer else f"sync {typed}"


def _tell(report: "SyncReport", *, decided: bool) -> None:
    click.echo("From XMP into the index:")
    for line in in_words(report.from_there) if report.from_there.photos else ["No names of other programs."]:
        click.echo(f"  {line}")
    if report.from_there.head is not None:
        undo = for_same_index(f"photoindex undo {report.from_there.head}")
        click.echo(f"`{undo}` takes all of it back.", err=True)
    for line in unread_in_words(report.from_there):
        click.echo(line, err=True)
    click.echo("From the index into XMP:")
    review = for_same_index("photoindex review")
    advice = f"--prefer mine writes your names there, --prefer theirs takes the others, and `{review}` asks one by one."
    tell_of_report(report.to_there, advice="" if decided else advice)
    _tell_of_removals(report.to_there)
    click.echo(f"  {summary(report.to_there, embedded=False)}")


def _tell_of_removals(report: "ExportReport") -> None:
    """Say which names another program removed."""
    for item in report.taken_out[:_SHOWN]:
        click.echo(f"{shown_path(item.path)}: another program removed '{shown_name(item.name)}'", err=True)
    if report.taken_out:
        click.echo(
            f"{count(len(report.taken_out), 'name')} removed there and kept here. --prefer mine writes them again.",
            err=True,
        )
