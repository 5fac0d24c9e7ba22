"""photoindex log"""

from pathlib import Path

import click

from photoindex.cli.json_output import print_items, utc
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import local, print_table, shown


@click.command()
@json_option
@index_option
def log(as_json: bool, index_file: Path | None) -> None:
    """List all your decisions, oldest first, in local time."""
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
