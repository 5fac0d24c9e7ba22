"""photoindex prune"""

from dataclasses import asdict
from pathlib import Path

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import index_option, json_option
from photoindex.cli.paths import PATH
from photoindex.errors import UsageError
from photoindex.wording.counts import agreeing, count


@click.command()
@click.option("--dry-run", is_flag=True, help="Only show what would be removed.")
@click.option("--yes", is_flag=True, help="Remove it.")
@click.option("--forget", multiple=True, type=PATH, metavar="FOLDER",
              help="Also remove everything found below a folder, even if it is offline.")  # fmt: skip
@json_option
@index_option
def prune(dry_run: bool, yes: bool, forget: tuple[Path, ...], as_json: bool, index_file: Path | None) -> None:
    """Remove photos from the index whose files are missing for good.

    Your decisions stay, so that a photo that comes back gets its names back. Nothing is removed below an offline
    folder, and no file on your disks is touched.

    A folder that you emptied, or whose disk will not come back, counts as offline until you --forget it. If a scan
    finds its photos again, it reads them again.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.prune import prune

    if dry_run == yes:
        raise UsageError("prune needs either --dry-run or --yes", hint="Look first: photoindex prune --dry-run")
    index = open_index(index_file)
    report = prune(index, remove_them=False, forget=forget)
    if yes:
        if not as_json:
            click.echo(f"Removing {_told(report.files, report.photos, report.faces)} ...", err=True)
        report = prune(index, remove_them=True, forget=forget)
    if as_json:
        print_items("prune", [asdict(report)])
        return
    verb = "Removed" if report.removed else "Would remove"
    click.echo(f"{verb} {_told(report.files, report.photos, report.faces)}.")
    if report.away:
        folders = agreeing(report.away, "its folder is", "their folders are")
        click.echo(f"{count(report.away, 'missing file')} kept: {folders} offline. "
                   "--forget FOLDER removes what will not come back.", err=True)  # fmt: skip
    if report.back:
        they = agreeing(report.back, "it is", "they are")
        click.echo(f"{count(report.back, 'missing file')} kept: {they} back; scan to update the index.", err=True)


def _told(files: int, photos: int, faces: int) -> str:
    return f"{count(files, 'file')}, {count(photos, 'photo')} and {count(faces, 'face')}"
