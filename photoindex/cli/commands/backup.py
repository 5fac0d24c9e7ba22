"""photoindex backup, photoindex restore"""

from dataclasses import asdict
from pathlib import Path

import click

from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import count, print_json, shown_path
from photoindex.cli.paths import PATH


@click.command()
@click.argument("target", type=PATH, metavar="FILE")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@json_option
@index_option
def backup(target: Path, force: bool, as_json: bool, index_file: Path | None) -> None:
    """Copy the index to FILE, also while a scan runs. FILE is whole or not there at all."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.backup import backup

    report = backup(open_index(index_file), target, force=force)
    if as_json:
        print_json(asdict(report))
        return
    click.echo(
        f"{count(report.photos, 'photo')}, {count(report.faces, 'face')} and {count(report.decisions, 'decision')} "
        f"copied to {shown_path(target)}."
    )


@click.command()
@click.argument("source", type=PATH, metavar="FILE")
@json_option
@index_option
def restore(source: Path, as_json: bool, index_file: Path | None) -> None:
    """Put a backup in the place of the index.

    The backup is read to its end before anything is changed, and the present index is kept beside the new one under a
    name that ends in .before-restore.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.backup import restore

    report = restore(open_index(index_file), source)
    if as_json:
        print_json(asdict(report))
        return
    click.echo(
        f"{count(report.photos, 'photo')}, {count(report.faces, 'face')} and {count(report.decisions, 'decision')} "
        f"restored from {shown_path(source)}."
    )
    if report.kept:
        click.echo(f"The index that was there is kept as {shown_path(report.kept)}", err=True)
