"""Say what an undo or a redo did."""

from typing import TYPE_CHECKING

import click

from photoindex.cli.output import shown
from photoindex.domain.names import as_typed
from photoindex.wording.decisions import imported_in_words

if TYPE_CHECKING:
    from photoindex.domain.people import Decision
    from photoindex.operations.undo import Renamed, UndoReport


def tell(report: "UndoReport") -> None:
    """Print which decision no longer counts, or counts again, and how to reverse that."""
    if report.restored is not None:
        click.echo(f"Brought back: {_named(report.restored, report)}")
        click.echo(f"`photoindex undo {report.restored.seq}` undoes it again.", err=True)
    else:
        click.echo(f"Undone: {_named(report.undone, report)}")
        click.echo(f"`photoindex redo` or `photoindex undo {report.undo.seq}` brings it back.", err=True)
    for person in report.renamed:
        click.echo(_renamed(person))
    if report.following is not None and report.restored is None:
        click.echo(f"Another `photoindex undo` would undo: {_named(report.following, report)}", err=True)


def _named(decision: "Decision", report: "UndoReport") -> str:
    imported = report.imported.get(decision.seq)
    brought = f" ({shown(imported_in_words(imported))})" if imported is not None else ""
    return f"{decision.seq}  {shown(decision.source)}{brought}"


def _renamed(person: "Renamed") -> str:
    before, now = shown(person.before), shown(person.now)
    if not person.shared:
        return f"{before} is called {now} now."
    return (
        f"Two people are called {before} now, so one of them is listed as {now}. "
        f"If they are the same: photoindex merge {as_typed(now)} {as_typed(before)}; "
        f"if not: photoindex rename {as_typed(now)} NAME"
    )
