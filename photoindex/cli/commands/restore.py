"""photoindex restore"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import for_same_index, index_option, json_option
from photoindex.cli.output import shown, shown_path
from photoindex.cli.paths import PATH
from photoindex.cli.wording.copies import names_of, say_left_out
from photoindex.domain.names import as_typed
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.restore import RestoredDecisions


@click.command()
@click.argument("source", type=PATH, metavar="[FILE]", required=False)
@click.option("--decisions", "decisions_only", is_flag=True, help="Add the decisions of a decisions file instead.")
@json_option
@index_option
def restore(source: Path | None, decisions_only: bool, as_json: bool, index_file: Path | None) -> None:
    """Replace the index with a backup.

    The whole backup is read before anything is changed. The present index is kept beside the new one, under a name
    that ends in .before-restore.

    With --decisions, your decisions are restored from the decisions file beside the index, or from FILE, and nothing is
    removed from the index. This works before and after the photos are scanned.
    """
    from photoindex.cli.opening import open_index

    index = open_index(index_file)
    if decisions_only:
        from photoindex.operations.restore import restore_decisions

        _print_decisions(restore_decisions(index, source), as_json=as_json)
        return
    if source is None:
        raise click.UsageError("Name the backup: photoindex restore FILE")
    from photoindex.operations.restore import restore

    report = restore(index, source)
    if as_json:
        print_items("restore", [asdict(report) | {"left_out": names_of(report.left_out)}])
        return
    click.echo(
        f"{count(report.photos, 'photo')}, {count(report.faces, 'face')} and {count(report.decisions, 'decision')} "
        f"restored from {shown_path(source)}."
    )
    say_left_out(report.left_out)
    if report.kept:
        click.echo(f"The previous index is kept as {shown_path(report.kept)}", err=True)
    if report.not_restored and report.kept_decisions:
        add = for_same_index(f"photoindex restore --decisions {as_typed(shown_path(report.kept_decisions))}")
        is_not, them = ("is", "it") if report.not_restored == 1 else ("are", "them")
        lacking = f"{count(report.not_restored, 'decision')} of that index {is_not} not in the backup."
        click.echo(f"{lacking} Add {them} with: {add}", err=True)


def _print_decisions(report: "RestoredDecisions", *, as_json: bool) -> None:
    if as_json:
        print_items("restore decisions", [asdict(report)])
        return
    for file in report.files:
        damaged = f", {count(file.damaged, 'damaged line')} left out" if file.damaged else ""
        click.echo(f"{count(file.decisions, 'decision')} in {shown_path(file.file)}{damaged}.")
    known = f", {report.imported.known:,} already known" if report.imported.known else ""
    click.echo(f"{count(report.imported.added, 'decision')} added{known}.")
    if report.dropped:
        click.echo(f"{count(report.dropped, 'undo')} left out, because the decision to undo is lost.")
    if report.imported.joined:
        click.echo(f"Merged with people in the index: {', '.join(map(shown, report.imported.joined))}.")
    if report.index_made:
        scan = for_same_index("photoindex scan FOLDER")
        click.echo(f"Names appear when the photos are scanned: {scan}", err=True)
