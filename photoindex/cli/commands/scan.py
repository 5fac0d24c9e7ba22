"""photoindex scan"""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.durations import Duration, in_words
from photoindex.cli.installation import program
from photoindex.cli.json_output import print_step
from photoindex.cli.numbers import PIXELS, SECONDS, WORKERS, Finite
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import shown, shown_path
from photoindex.cli.paths import PATH
from photoindex.cli.wording.renewal import what_is_kept, what_still_waits
from photoindex.domain.limits import MAX_PIXELS, SECONDS_PER_PHOTO
from photoindex.errors import InterruptedByUserError
from photoindex.wording.counts import agreeing, count

if TYPE_CHECKING:
    from photoindex.operations.scan import ScanSummary


@click.command()
@click.argument("roots", nargs=-1, required=True, type=PATH, metavar="PATH...")
@click.option(
    "--workers", type=click.IntRange(*WORKERS), metavar="N", help="Worker processes; one per core by default."
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out what matches, in .gitignore syntax.")
@click.option("--hidden", is_flag=True, help="Read hidden files and folders too.")
@click.option("--retry-failed", is_flag=True, help="Retry files that could not be read.")
@click.option("--force", is_flag=True, help="Read files again even if they are unchanged; names stay.")
@click.option("--since", metavar="DATE", help="Read only files modified since then: 2019, 2019-07 or 2019-07-14.")
@click.option("--for", "seconds", type=Duration(), metavar="TIME", help="Stop reading after 45s, 30m, 2h or 1h30m.")
@click.option("--nice", "low_priority", is_flag=True, help="Let all other programs go first.")
@click.option("--timeout", "seconds_per_photo", type=Finite(*SECONDS), default=SECONDS_PER_PHOTO,
              show_default=True, metavar="SECONDS", help="Give up on a photo that takes longer.")  # fmt: skip
@click.option("--max-pixels", type=click.IntRange(*PIXELS), default=MAX_PIXELS, show_default=True, metavar="N",
              help="Refuse photos with more pixels.")  # fmt: skip
@click.option("--wait", is_flag=True, help="Wait while another scan of this index runs.")
@click.option("--scheduler", metavar="ADDRESS", help="Scan on a Dask cluster, such as tcp://host:8786.")
@click.option("--map", "path_map", multiple=True, metavar="HERE=THERE",
              help="Where the cluster's workers see a folder: /mnt/nas=/Volumes/nas.")  # fmt: skip
@click.option("--pack", metavar="NAME", help="The model pack to use; see `photoindex models list`.")
@json_option
@index_option
def scan(since: str | None, pack: str | None, as_json: bool, index_file: Path | None, **wishes: Any) -> None:
    """Find and cluster the faces in photos and in all photos below folders.

    Only new and changed files are read, so run it again whenever you add photos. Ctrl-C stops it and keeps what is
    done; the next scan continues from there. With --for it stops automatically, clusters the faces found so far, and
    the next scan continues.
    """
    from photoindex.cli.opening import open_index
    from photoindex.cli.scan_progress import progress_for
    from photoindex.cli.wording.advice import worded
    from photoindex.domain.dates import start_of
    from photoindex.operations.models import active_pack, find_pack, more_accurate
    from photoindex.operations.scan import ScanRequest, scan

    index = open_index(index_file)
    chosen = find_pack(pack) if pack else active_pack()
    first = not os.path.lexists(index.path)
    request = ScanRequest(since=start_of(since) if since else None, **wishes)
    progress = progress_for(as_json=as_json, terminal=sys.stderr.isatty())
    try:
        summary = scan(index, chosen, request, progress)
    finally:
        progress.finished()
    if as_json:
        folders = [{"path": path, "why": reason} for path, reason in summary.unread_folders]
        opted_out = [{"path": path, "marker": marker} for path, marker in summary.opted_out]
        print_step("scan", "summary", **(asdict(summary) | {"unread_folders": folders, "opted_out": opted_out}))
    else:
        print_summary(summary)
        better = more_accurate(chosen) if first else None
        if better:
            click.echo(worded(better), err=True)
    if summary.interrupted:
        raise InterruptedByUserError(
            f"stopped with {count(summary.left, 'photo')} left; everything done is kept",
            hint="Run the same command to continue.",
        )


def print_summary(summary: "ScanSummary") -> None:
    """Print what the scan did, in a few lines, and what can be done about problems."""
    click.echo(f"{count(summary.photos, 'photo')} scanned, {count(summary.faces, 'face')} found "
               f"in {in_words(summary.seconds)}.")  # fmt: skip
    notes = [
        (summary.unchanged, "unchanged"),
        (summary.copies, agreeing(summary.copies, "copy of a known photo", "copies of known photos")),
        (summary.videos, agreeing(summary.videos, "video, which is not read", "videos, which are not read")),
        (summary.older, "older than --since"),
        (summary.back, "back"),
        (summary.gone, "missing"),
        (summary.left_out, "left out this time"),
    ]
    told = [f"{number:,} {what}" for number, what in notes if number]
    if told:
        click.echo(f"Other files: {', '.join(told)}.")
    _print_failures(summary)
    _print_unread_folders(summary)
    _print_what_is_left(summary)
    if summary.kept and not summary.renewing:
        click.echo(what_is_kept(summary.kept), err=True)
    if summary.thumbnails_problem:
        click.echo(f"Thumbnails of faces were not stored: {shown(summary.thumbnails_problem)}. They are made again "
                   "when they are needed.", err=True)  # fmt: skip
    if not summary.interrupted:
        click.echo(
            f"{count(summary.persons, 'person', 'persons')} with a name, {count(summary.clusters, 'unnamed cluster')}, "
            f"{count(summary.single_faces, 'face')} in no cluster. See `{program()} people`."
        )


def _print_failures(summary: "ScanSummary") -> None:
    if summary.damaged:
        click.echo(f"{count(summary.damaged, 'photo')} could be read only in part.", err=True)
    if summary.failed:
        click.echo(f"{count(summary.failed, 'file')} could not be read: see `{program()} failures`.", err=True)
    if summary.still_failing:
        were = agreeing(summary.still_failing, "was", "were")
        click.echo(
            f"{count(summary.still_failing, 'file')} could not be read before and {were} not tried again: "
            f"see `{program()} failures`.",
            err=True,
        )


def _print_unread_folders(summary: "ScanSummary") -> None:
    from photoindex.operations.scan import EXPORT_RECORD

    for folder, reason in summary.unread_folders:
        click.echo(f"Not listed: {shown_path(folder)}: {shown(reason)}", err=True)
    for folder, marker in summary.opted_out:
        remedy = f"Remove {shown(marker)} from it to have it scanned."
        if marker == EXPORT_RECORD:
            remedy = "It is a slideshow that `find --export` made from photos elsewhere."
        click.echo(
            f"{shown_path(folder)} is left out because it holds a file called {shown(marker)}. {remedy}", err=True
        )
    for root in summary.away:
        click.echo(f"{shown_path(root)} held photos and now holds none. Is a disk not connected? Nothing is forgotten; "
                   f"if they will not come back, use `{program()} prune --forget FOLDER`.", err=True)  # fmt: skip


def _print_what_is_left(summary: "ScanSummary") -> None:
    if summary.left and summary.walked and not summary.interrupted:
        click.echo(f"Out of time; {count(summary.left, 'photo')} left for the next scan.", err=True)
    if not (summary.walked or summary.interrupted):
        click.echo("Out of time before every folder was listed; allow more with --for.", err=True)
    if summary.renewing and summary.unseen:
        click.echo(what_still_waits(summary.unseen, program()), err=True)
    elif summary.unseen:
        click.echo(
            f"The pack {shown(summary.pack)} is not in use yet, because it has not analysed the photos of "
            f"{count(summary.unseen, 'file')}. Scan all folders with it: `{program()} status` lists them, and "
            f"`{program()} prune --forget FOLDER` drops one that you no longer want.",
            err=True,
        )
