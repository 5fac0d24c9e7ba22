"""photoindex rescue"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import for_same_index, index_option, json_option
from photoindex.cli.output import shown_path
from photoindex.cli.paths import PATH
from photoindex.domain.names import as_typed
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.rescue import Rescued


@click.command()
@click.option("--to", "target", type=PATH, metavar="FILE", help="Write to FILE instead.")
@json_option
@index_option
def rescue(target: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Save what can be saved of a damaged index, your names first.

    Everything is written to a new file beside the index, and no existing file is changed. Names come from the index,
    from the decisions file beside it and from copies that were kept; photos and faces from whatever can still be read.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.rescue import rescue

    found = rescue(open_index(index_file), target)
    if as_json:
        print_items("rescue", [asdict(found)])
        return
    _print(found)


def _print(found: "Rescued") -> None:
    held = (
        f"{count(found.photos, 'photo')}, {count(found.faces, 'face')}, {count(found.decisions, 'decision')} and "
        f"{count(found.people, 'named person', 'named people')}"
    )
    if found.target is None:
        click.echo(f"The index can be read completely and lacks no decision: {held}. There is nothing to rescue.")
        return
    click.echo(f"{held} saved to {shown_path(found.target)}.")
    base = shown_path(found.base) if found.base else ""
    where = {
        "index": f"Photos and faces come from {base}.",
        "index without its log": f"Photos and faces come from {base}; its write-ahead log is damaged and was left out.",
        "copy": f"The index cannot be opened. Photos and faces come from {base}, a copy that was kept.",
        "decisions": "No photo can be read from the index: names appear once your photos are scanned again.",
    }
    click.echo(where[found.source])
    for table in found.damaged:
        lost = count(table.lost, "row") if table.lost is not None else "Some or all rows"
        click.echo(f"{lost} of the table {table.table} {'is' if table.lost == 1 else 'are'} lost.")
    for file in found.files:
        damaged = f", and {count(file.damaged, 'damaged line')}" if file.damaged else ""
        click.echo(f"Read {count(file.decisions, 'decision')}{damaged} in {shown_path(file.file)}.")
    put = for_same_index(f"photoindex restore {as_typed(shown_path(found.target))}")
    click.echo(f"Replace the index with it: {put}", err=True)
    if found.source != "index" or found.damaged:
        scan = for_same_index("photoindex scan FOLDER")
        click.echo(f"Then scan your photos again, to find what is lost: {scan}", err=True)
