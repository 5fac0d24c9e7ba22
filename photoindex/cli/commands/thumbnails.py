"""photoindex thumbnails status | rebuild | remove"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.groups import Group
from photoindex.cli.json_output import print_items
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import shown_path
from photoindex.cli.sizes import size_in_words
from photoindex.wording.counts import count
from photoindex.wording.pictures import why_not

if TYPE_CHECKING:
    from collections.abc import Callable

    from photoindex.operations.thumbnails import RebuildReport


@click.group(cls=Group)
def thumbnails() -> None:
    """Manage the thumbnails of faces that scans make."""


@thumbnails.command("status")
@json_option
@index_option
def status_command(as_json: bool, index_file: Path | None) -> None:
    """Show how many thumbnails there are, and how much space they take."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.thumbnails import thumbnails_status

    found = thumbnails_status(open_index(index_file))
    if as_json:
        print_items("thumbnails status", [asdict(found)])
        return
    click.echo(f"File        {shown_path(found.file)} ({size_in_words(found.bytes)})")
    click.echo(f"Thumbnails  {found.thumbnails:,} of {count(found.faces, 'face')}")
    if found.thumbnails < found.faces:
        click.echo("The missing ones are made when they are needed.")


@thumbnails.command("rebuild")
@click.option("--missing", "only_missing", is_flag=True, help="Make only those that are missing.")
@json_option
@index_option
def rebuild_command(only_missing: bool, as_json: bool, index_file: Path | None) -> None:
    """Make all thumbnails again from your photos.

    If it is stopped, the same command continues. Thumbnails of photos that cannot be read now, because their disk is
    not connected, for example, stay as they are.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.thumbnails import rebuild_thumbnails

    with _bar() as progress:
        report = rebuild_thumbnails(open_index(index_file), progress, only_missing=only_missing)
    if as_json:
        failed = [{"reason": reason, "photos": photos} for reason, photos in report.failed.items()]
        print_items("thumbnails rebuild", [asdict(report) | {"failed": failed}])
        return
    _print_report(report)


@thumbnails.command("remove")
@index_option
def remove_command(index_file: Path | None) -> None:
    """Remove all thumbnails. They are made again when they are needed."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.thumbnails import remove_thumbnails

    held = remove_thumbnails(open_index(index_file))
    click.echo(f"Removed {count(held.thumbnails, 'thumbnail')} ({size_in_words(held.bytes)}).")


def _print_report(report: "RebuildReport") -> None:
    kept = f"; {report.kept:,} existed already" if report.kept else ""
    click.echo(f"Made {count(report.made, 'thumbnail')}{kept}.")
    if report.removed:
        click.echo(f"Removed {count(report.removed, 'thumbnail')} of faces that the index does not know.")
    for reason, photos in report.failed.items():
        click.echo(f"Not made for {count(photos, 'photo')}: {why_not(reason)}.", err=True)


@contextmanager
def _bar() -> "Iterator[Callable[[int, int], None]]":
    from tqdm import tqdm

    with tqdm(unit=" photos", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress
