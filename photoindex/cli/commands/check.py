"""photoindex check"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.commands.check_people import check_people
from photoindex.cli.groups import Group
from photoindex.cli.json_output import print_items
from photoindex.cli.numbers import SAMPLE
from photoindex.cli.options import for_same_index, index_option, json_option
from photoindex.cli.output import shown
from photoindex.cli.wording.damage import in_words, is_counted
from photoindex.errors import IndexDamagedError
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.check import CheckReport, Problem


@click.group(cls=Group, invoke_without_command=True)
@click.option(
    "--sample", type=click.IntRange(*SAMPLE), default=0, metavar="N", help="Read N photo files and compare them."
)
@click.option("--repair", is_flag=True, help="Repair what can be repaired; your decisions are never changed.")
@json_option
@index_option
@click.pass_context
def check(context: click.Context, sample: int, repair: bool, as_json: bool, index_file: Path | None) -> None:
    """Verify that the index is intact: every row, every reference, every embedding, every decision."""
    if context.invoked_subcommand is not None:
        return
    from photoindex.cli.opening import open_index
    from photoindex.operations.check import check

    report = check(open_index(index_file), sample=sample, repair=repair)
    if as_json:
        print_items(
            "check", [_document(problem) for problem in report.problems],
            rows=report.rows, sampled=report.sampled, changed=report.changed, reread=report.reread,
        )  # fmt: skip
    else:
        _print_report(report)
    if report.left:
        mendable = any(problem.mendable and not problem.mended for problem in report.problems)
        raise IndexDamagedError(
            f"the index has problems of {count(report.left, 'kind')}",
            hint=f"Repair them with: {for_same_index('photoindex check --repair')}" if mendable and not repair
            else None,
        )  # fmt: skip


check.add_command(check_people)


def _document(problem: "Problem") -> dict[str, object]:
    return {
        "what": in_words(problem.damage),
        "count": problem.count,
        "mendable": problem.mendable,
        "mended": problem.mended,
    }


def _print_report(report: "CheckReport") -> None:
    click.echo(f"Read {count(sum(report.rows.values()), 'row')} in {count(len(report.rows), 'table')}.")
    if report.sampled:
        changed = f", {report.changed:,} changed or missing since the last scan" if report.changed else ""
        click.echo(f"Checked {count(report.sampled, 'photo file')}{changed}.")
    for problem in report.problems:
        fate = "repaired" if problem.mended else "can be repaired" if problem.mendable else "cannot be repaired"
        number = f"{problem.count:,}, " if is_counted(problem.damage) else ""
        click.echo(f"{shown(in_words(problem.damage))}: {number}{fate}")
    if not report.problems:
        click.echo("Everything is in order.")
    if report.reread:
        click.echo(f"{count(report.reread, 'photo')} will be read again by the next scan.", err=True)
