"""photoindex failures"""

from dataclasses import asdict
from pathlib import Path

import click

from photoindex.cli.json_output import print_items, utc
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import print_table, shown_path
from photoindex.cli.wording.failures import hints


@click.command()
@json_option
@index_option
def failures(as_json: bool, index_file: Path | None) -> None:
    """List the files that could not be read, and why."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.failures import failures

    rows = failures(open_index(index_file))
    if as_json:
        print_items("failures", [asdict(row) | {"failed_at": utc(row.failed_at)} for row in rows])
    elif rows:
        print_table(
            ("STAGE", "TRIED", "PATH", "WHY"),
            [(row.stage, row.attempts, shown_path(row.path), row.error) for row in rows],
            right=(1,),
        )
        for hint in hints({row.reason for row in rows}, {row.needs for row in rows if row.needs}):
            click.echo(hint, err=True)
