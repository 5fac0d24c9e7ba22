"""photoindex move"""

from dataclasses import asdict
from pathlib import Path

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import shown, shown_path
from photoindex.cli.paths import PATH
from photoindex.wording.counts import count


@click.command()
@click.argument("old", type=PATH, metavar="OLD")
@click.argument("new", type=PATH, metavar="NEW")
@json_option
@index_option
def move(old: Path, new: Path, as_json: bool, index_file: Path | None) -> None:
    """Tell the index that the photos of the folder OLD are in NEW now.

    Move them yourself first; this checks a sample of them in the new folder and changes no file. Nothing is read again,
    all names stay, and saved searches get the new path.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.move import move, search_reference

    report = move(open_index(index_file), old, new)
    if as_json:
        print_items("move", [asdict(report)])
        return
    click.echo(f"{count(report.files, 'file')} now below {shown_path(new)}; checked {report.sampled:,} of them.")
    if report.searches:
        names = ", ".join(shown(search_reference(name)) for name in report.searches)
        click.echo(f"Saved again with the new path: {names}. See `photoindex save`.")
    if report.differing:
        click.echo(f"{report.differing:,} of those are missing or changed; the next scan finds out more.", err=True)
