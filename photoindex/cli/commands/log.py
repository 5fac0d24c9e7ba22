"""photoindex log"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.json_output import print_items, utc
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import local, print_table, shown
from photoindex.domain.names import as_typed
from photoindex.wording.decisions import imported_in_words

if TYPE_CHECKING:
    from photoindex.operations.log import DecisionRow, Imported


@click.command()
@click.argument("number", type=NUMBER, required=False, shell_complete=completing.decisions)
@click.option("--all", "every", is_flag=True, help="Also list the decisions that came with an import of names.")
@json_option
@index_option
def log(number: int | None, every: bool, as_json: bool, index_file: Path | None) -> None:
    """List all your decisions, oldest first, in local time.

    An import of names stands for all decisions that it brought. Give its NUMBER to list these.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.log import log

    rows = log(open_index(index_file), every=every, number=number)
    if as_json:
        print_items("log", map(_json_of, rows))
        return
    print_table(
        ("NUMBER", "WHEN", "FACES", "", "WHAT"),
        [
            (
                row.decision.seq,
                local(row.decision.at),
                (row.imported.faces if row.imported else len(row.decision.faces)) or None,
                "" if row.in_force else "undone",
                _what(row),
            )
            for row in rows
        ],
        right=(0, 2),
    )


def _what(row: "DecisionRow") -> str:
    decision = row.decision
    if row.imported is not None:
        return f"{shown(decision.source)} ({shown(imported_in_words(row.imported))})"
    if row.import_id is not None and decision.person_name:
        return f"import {row.import_id}: {decision.kind} {shown(as_typed(decision.person_name))}"
    return shown(decision.source)


def _imported(imported: "Imported | None") -> dict[str, object] | None:
    if imported is None:
        return None
    return {
        "faces": imported.faces,
        "persons": imported.people,
        "decisions": imported.decisions,
        "programs": list(imported.programs),
    }


def _json_of(row: "DecisionRow") -> dict[str, object]:
    decision = row.decision
    return {
        "decision_id": decision.seq,
        "decided_at": utc(decision.at),
        "kind": decision.kind,
        "person_id": decision.person_id,
        "person": decision.person_name,
        "faces": len(decision.faces),
        "undoes": decision.target,
        "in_force": row.in_force,
        "import_id": row.import_id,
        "imported": _imported(row.imported),
        "typed": decision.source,
    }
