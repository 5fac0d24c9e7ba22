"""photoindex decisions export | import"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.groups import Group
from photoindex.cli.options import index_option
from photoindex.cli.output import shown_name, shown_path
from photoindex.cli.paths import FILE_OR_STREAM
from photoindex.cli.streams import input_bytes, output_bytes
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.decisions import Verdict


@click.group(cls=Group)
def decisions() -> None:
    """Write all your decisions to a file, or read such a file."""


@decisions.command("export")
@click.argument("file", type=FILE_OR_STREAM, metavar="FILE|-")
@index_option
def export_file(file: Path, index_file: Path | None) -> None:
    """Write all decisions as text, one per line, for version control or another machine."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.decisions import export_decisions, write_lines

    lines = export_decisions(open_index(index_file))
    if str(file) == "-":
        output_bytes().write("".join(f"{line}\n" for line in lines).encode("utf-8"))
        return
    write_lines(lines, file)
    click.echo(f"Wrote {count(len(lines), 'decision')} to {shown_path(file)}.", err=True)


@decisions.command("import")
@click.argument("file", type=FILE_OR_STREAM, metavar="FILE|-")
@index_option
def import_file(file: Path, index_file: Path | None) -> None:
    """Add the decisions of a file that the index lacks, before or after the photos are scanned."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.decisions import import_decisions, read_lines

    data = input_bytes() if str(file) == "-" else None
    lines = read_lines(file, data)
    report = import_decisions(open_index(index_file), lines, shown_path(file))
    click.echo(f"{count(report.added, 'decision')} added, {report.known:,} already known.")
    if report.joined:
        click.echo(f"Merged with people in the index: {', '.join(map(shown_name, report.joined))}.")
    kinds = Counter((item.here, item.there, item.now) for item in report.conflicts)
    for (here, there, now), faces in kinds.items():
        click.echo(
            f"Conflict: {count(faces, 'face')} {'is' if faces == 1 else 'are'} {_called(here)} here but "
            f"{_called(there)} in the file; {'kept' if now == here else 'now'} {_called(now)}."
        )


def _called(verdict: "Verdict | None") -> str:
    if isinstance(verdict, str):
        return shown_name(verdict)
    if verdict is None:
        return "nobody"
    return "ignored" if verdict.name == "STRANGER" else "not a face"
