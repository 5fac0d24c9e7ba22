"""photoindex undo, photoindex redo, photoindex log"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.json_output import print_items, utc
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import local, print_table, shown
from photoindex.domain.names import as_typed

if TYPE_CHECKING:
    from photoindex.domain.people import Decision
    from photoindex.operations.undo import Renamed, UndoReport


@click.command()
@click.argument("number", type=NUMBER, required=False, shell_complete=completing.decisions)
@index_option
def undo(number: int | None, index_file: Path | None) -> None:
    """Take back the latest decision, or the one with this NUMBER in `photoindex log`.

    An undo is a decision too: undoing it by its number brings back what it took away, and so does `photoindex redo`.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.undo import undo

    _tell(undo(open_index(index_file), number))


@click.command()
@index_option
def redo(index_file: Path | None) -> None:
    """Bring back what `photoindex undo` took back last."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.redo import redo

    _tell(redo(open_index(index_file)))


def _tell(report: "UndoReport") -> None:
    if report.restored is not None:
        click.echo(f"Brought back: {_named(report.restored)}")
        click.echo(f"`photoindex undo {report.restored.seq}` takes it back again.", err=True)
    else:
        click.echo(f"Undone: {_named(report.undone)}")
        click.echo(f"`photoindex redo` or `photoindex undo {report.undo.seq}` brings it back.", err=True)
    for person in report.renamed:
        click.echo(_renamed(person))
    if report.following is not None and report.restored is None:
        click.echo(f"Another `photoindex undo` would take back: {_named(report.following)}", err=True)


def _named(decision: "Decision") -> str:
    return f"{decision.seq}  {shown(decision.source)}"


def _renamed(person: "Renamed") -> str:
    before, now = shown(person.before), shown(person.now)
    if not person.shared:
        return f"{before} is called {now} now."
    return (
        f"Two people are called {before} now, so one of them is listed as {now}. "
        f"If they are the same: photoindex merge {as_typed(now)} {as_typed(before)}; "
        f"if not: photoindex rename {as_typed(now)} NAME"
    )


@click.command()
@json_option
@index_option
def log(as_json: bool, index_file: Path | None) -> None:
    """List everything you decided, oldest first, by the clock of this machine."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.log import log

    rows = log(open_index(index_file))
    if as_json:
        print_items(
            "log",
            [
                {
                    "decision_id": row.decision.seq,
                    "decided_at": utc(row.decision.at),
                    "kind": row.decision.kind,
                    "person_id": row.decision.person_id,
                    "person": row.decision.person_name,
                    "faces": len(row.decision.faces),
                    "undoes": row.decision.target,
                    "in_force": row.in_force,
                    "typed": row.decision.source,
                }
                for row in rows
            ],
        )
        return
    print_table(
        ("NUMBER", "WHEN", "FACES", "", "WHAT"),
        [
            (
                row.decision.seq,
                local(row.decision.at),
                len(row.decision.faces) or None,
                "" if row.in_force else "undone",
                shown(row.decision.source),
            )
            for row in rows
        ],
        right=(0, 2),
    )
