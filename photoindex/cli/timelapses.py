"""Run `find --timelapse`, and report what it did."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.export_options import ExportChoice
from photoindex.cli.exporting import (
    Changes,
    moving,
    print_report,
    progress_bar,
    skipped_fields,
    tell_of_film,
    tell_of_skipped,
)
from photoindex.cli.json_output import print_items
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.find import Found
    from photoindex.operations.opening import Index
    from photoindex.operations.timelapse import TimelapseResult


def export_timelapse(index: "Index", found: "Found", choice: ExportChoice, place: Path, *, as_json: bool) -> None:
    """Make a timelapse as the user chose, and print the result."""
    from photoindex.operations.timelapse import TimelapseRequest, timelapse
    from photoindex.wording.timelapses import timelapse_label

    request = TimelapseRequest(
        place, timelapse_label, choice.best, choice.seconds, choice.size, choice.update, choice.dry_run
    )
    with progress_bar(choice.best or len(found.photos), "step") as bar:
        changes = Changes(bar, choice, as_json=as_json)
        result = timelapse(index, found, request, moving(bar), changes)
    if not as_json:
        _tell_of_others(result)
    if result.folder is not None:
        print_report(result.folder, place, choice, changes if as_json else None)
    elif as_json:
        _print_film(result, place, dry_run=choice.dry_run)
    else:
        _tell_of_film(result, place, dry_run=choice.dry_run)


def _tell_of_others(result: "TimelapseResult") -> None:
    if result.undated:
        click.echo(f"Left out {count(result.undated, 'photo')} without a date.", err=True)
    if result.unfit:
        click.echo(
            f"Left out {count(result.unfit, 'photo')} in which the face is turned away, too small, or drawn by hand.",
            err=True,
        )


def _print_film(result: "TimelapseResult", file: Path, *, dry_run: bool) -> None:
    assert result.film is not None
    item = {
        "faces": result.film.faces, "seconds": round(result.film.seconds, 2), "undated": result.undated,
        "unfit": result.unfit, "skipped": skipped_fields(result.film.skipped), "file": file.absolute(),
        "written": not dry_run,
    }  # fmt: skip
    print_items("find timelapse", [item])


def _tell_of_film(result: "TimelapseResult", file: Path, *, dry_run: bool) -> None:
    assert result.film is not None
    tell_of_skipped(result.film.skipped)
    seconds = f"{result.film.seconds:.0f} s" if result.film.seconds >= 10 else f"{result.film.seconds:.1f} s"
    tell_of_film(f"{count(result.film.faces, 'face')} in {seconds}", file, dry_run=dry_run)
