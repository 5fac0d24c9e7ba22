"""photoindex status"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.durations import in_words as in_time
from photoindex.cli.json_output import print_items, running_fields, utc
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import local, print_table, shown, shown_path
from photoindex.cli.sizes import size_in_words
from photoindex.cli.wording import running
from photoindex.cli.wording.failures import in_words
from photoindex.wording.counts import agreeing, count

if TYPE_CHECKING:
    from photoindex.operations.status import RunRow, SittingSummary, Status


@click.command()
@json_option
@index_option
def status(as_json: bool, index_file: Path | None) -> None:
    """Show what the index holds, what is left to scan, and how the last scans went."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.status import status

    found = status(open_index(index_file))
    if as_json:
        print_items("status", [_fields(found)])
    else:
        _print_status(found)


def _fields(found: "Status") -> dict[str, Any]:
    return asdict(found) | {
        "roots": [
            asdict(item.root) | {"state": item.state, "added_at": utc(item.root.added_at),
                                 "scanned_at": utc(item.root.scanned_at), "away_since": utc(item.root.away_since)}
            for item in found.roots
        ],
        "runs": [
            asdict(run) | {"started_at": utc(run.started_at), "finished_at": utc(run.finished_at)} for run in found.runs
        ],
        "running": running_fields(found.running),
        "sitting": asdict(found.sitting) | {"started_at": utc(found.sitting.started_at),
                                            "ended_at": utc(found.sitting.ended_at)} if found.sitting else None,
    }  # fmt: skip


def _print_status(found: "Status") -> None:
    totals = found.totals
    extra = f"; {count(found.thumbnails, 'thumbnail')}: {size_in_words(found.thumbnails_bytes)}"
    click.echo(f"Index   {shown_path(found.index)} ({size_in_words(found.index_bytes)}"
               f"{extra if found.thumbnails else ''})")  # fmt: skip
    click.echo(f"Pack    {shown(found.pack or 'none yet')} (all packs: {size_in_words(found.packs_bytes)})")
    click.echo(f"Photos  {count(totals.photos, 'photo')} in {count(totals.files, 'file')}, {totals.missing:,} missing, "
               f"{totals.failures:,} unreadable")  # fmt: skip
    videos = sum(item.root.videos for item in found.roots)
    if videos:
        are = agreeing(videos, "is", "are")
        click.echo(f"Videos  {count(videos, 'video')} in these folders, which {are} not read")
    not_faces = f", {totals.not_faces:,} marked as not a face" if totals.not_faces else ""
    click.echo(f"Faces   {count(totals.faces, 'face')}{not_faces}, {count(totals.persons, 'person', 'persons')}, "
               f"{count(totals.clusters, 'cluster')}, {count(totals.decisions, 'decision')}")  # fmt: skip
    click.echo(f"Left    {count(found.left, 'file')} to scan" if found.left else "Left    nothing")
    if found.next_pack is not None:
        done, files = found.next_pack.done, count(found.next_pack.files, "photo")
        click.echo(f"Next    {shown(found.next_pack.pack)}: {done:,} of {files} embedded; until all are, "
                   "the old faces are shown")  # fmt: skip
    if found.kept:
        click.echo(f"Kept    old faces of {count(found.kept, 'photo')}, until a scan can read them")
    if found.sitting is not None and found.sitting.answers:
        click.echo(f"Named   {_sitting(found.sitting)}")
    if found.running:
        click.echo(f"Now     {shown(running.in_words(found.running))}")
    _print_roots(found)
    if found.failures:
        click.echo()
        print_table(
            ("FILES", "COULD NOT BE READ"),
            [(kind.files, in_words(kind.reason, kind.needs)) for kind in found.failures],
            right=(0,),
        )
    if found.runs:
        click.echo()
        print_table(
            ("SCANNED", "PHOTOS", "FACES", "FAILED", "LEFT", "TOOK", "HOW", "WHAT"),
            [_run_row(run, running=found.running is not None and run is found.runs[0]) for run in found.runs],
            right=(1, 2, 3, 4, 5),
        )


def _sitting(sitting: "SittingSummary") -> str:
    a_face = sitting.faces / sitting.answers
    return (f"{count(sitting.faces, 'face')} with {count(sitting.answers, 'answer')} in {in_time(sitting.seconds)} on "
            f"{local(sitting.started_at)}, {a_face:.1f} faces an answer")  # fmt: skip


def _print_roots(found: "Status") -> None:
    if not found.roots:
        return
    click.echo()
    print_table(
        ("FOLDER", "FILES", "MISSING", "FAILED", "STATE", "SCANNED"),
        [
            (shown_path(item.root.path), item.root.present, item.root.missing, item.root.failed, item.state,
             local(item.root.scanned_at))
            for item in found.roots
        ],
        right=(1, 2, 3),
    )  # fmt: skip


def _run_row(run: "RunRow", *, running: bool) -> tuple[object, ...]:
    if run.finished_at is not None:
        # Not negative, even if the clock was set back meanwhile.
        took: object = f"{max(0.0, (run.finished_at - run.started_at).total_seconds()):.0f} s"
        how = "stopped" if run.interrupted else "out of time" if run.remaining else "done"
    else:
        took, how = None, "running" if running else "killed"
    where = ", ".join(shown_path(root) for root in run.roots)
    return local(run.started_at), run.photos, run.faces, run.failures, run.remaining, took, how, where
