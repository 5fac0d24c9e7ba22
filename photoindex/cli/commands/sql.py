"""photoindex sql"""

import re
from pathlib import Path

import click

from photoindex.cli.options import index_option, json_option

# SQL that begins with a comment. No option has a space behind its dashes, or a line break before its value.
_COMMENT = re.compile(r"--(\s|[^=\n]*\n)")


class _SqlCommand(click.Command):
    """Takes SQL that begins with a comment as SQL, not as an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f" {word}" if _COMMENT.match(word) else word for word in args])


@click.command(cls=_SqlCommand)
@click.argument("statements", metavar="SQL|-")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV with a line for each row.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Print a line of JSON for each row.")
@json_option
@index_option
def sql(statements: str, as_csv: bool, as_lines: bool, as_json: bool, index_file: Path | None) -> None:
    """Ask the index in SQL, without changing it. The views v_photos, v_faces, v_people and v_appearances stay as they
    are in later versions (docs/sql.md).

    \b
    photoindex sql "SELECT name, photos FROM v_people ORDER BY photos DESC LIMIT 10"
    photoindex sql "SELECT year(taken_at) AS year, count(*) FROM v_photos GROUP BY ALL ORDER BY year"
    photoindex sql "DESCRIBE v_photos"
    photoindex sql - < question.sql

    Several statements are separated by semicolons. Nothing outside the index can be read or written.
    """
    from photoindex.cli import rows
    from photoindex.cli.opening import open_index
    from photoindex.cli.streams import input_bytes
    from photoindex.operations.sql import Tables

    forms = {"--csv": as_csv, "--jsonl": as_lines, "--json": as_json}
    wanted = [name for name, is_wanted in forms.items() if is_wanted]
    if len(wanted) > 1:
        raise click.UsageError(f"{wanted[0]} and {wanted[1]} exclude each other.")
    text = input_bytes().decode("utf-8", "replace") if statements == "-" else statements
    with Tables(open_index(index_file), text) as tables:
        if wanted and len(tables) > 1:
            raise click.UsageError(f"{wanted[0]} goes with one statement.")
        print_one = {"--csv": rows.print_csv, "--jsonl": rows.print_lines, "--json": rows.print_document}
        for number, table in enumerate(tables):
            if number:
                click.echo()
            (print_one[wanted[0]] if wanted else rows.print_for_people)(table)
