"""photoindex backup"""

from dataclasses import asdict
from pathlib import Path

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import shown_path
from photoindex.cli.paths import PATH
from photoindex.cli.wording.copies import names_of, say_left_out
from photoindex.wording.counts import count


@click.command()
@click.argument("target", type=PATH, metavar="FILE")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@json_option
@index_option
def backup(target: Path, force: bool, as_json: bool, index_file: Path | None) -> None:
    """Copy the index to FILE, even while a scan runs. FILE is written completely or not at all."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.backup import backup

    report = backup(open_index(index_file), target, force=force)
    if as_json:
        print_items("backup", [asdict(report) | {"left_out": names_of(report.left_out)}])
        return
    click.echo(
        f"{count(report.photos, 'photo')}, {count(report.faces, 'face')} and {count(report.decisions, 'decision')} "
        f"copied to {shown_path(target)}."
    )
    say_left_out(report.left_out)
