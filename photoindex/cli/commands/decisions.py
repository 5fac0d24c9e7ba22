"""photoindex decisions export | import"""

from collections import Counter
from pathlib import Path

import click

from photoindex.cli.groups import Group
from photoindex.cli.options import index_option
from photoindex.cli.output import count, shown_name, shown_path
from photoindex.cli.paths import FILE_OR_STREAM
from photoindex.cli.streams import input_bytes, output_bytes


@click.group(cls=Group)
def decisions() -> None:
    """Write everything you decided to a file, or read such a file."""


@decisions.command("export")
@click.argument("file", type=FILE_OR_STREAM, metavar="FILE|-")
@index_option
def export_file(file: Path, index_file: Path | None) -> None:
    """Write all decisions as text, one a line, for version control or another machine."""
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
    """Add the decisions of a file that are not here yet, before or after the photos were scanned."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.decisions import import_decisions, read_lines

    data = input_bytes() if str(file) == "-" else None
    lines = read_lines(file, data)
    report = import_decisions(open_index(index_file), lines, shown_path(file))
    click.echo(f"{count(report.added, 'decision')} added, {report.known:,} known before.")
    if report.joined:
        click.echo(f"Joined with people who are here: {', '.join(map(shown_name, report.joined))}.")
    kinds = Counter(
        (item.here or "ignored", item.there or "ignored", item.now or "nobody") for item in report.conflicts
    )
    for (here, there, now), faces in kinds.items():
        click.echo(
            f"In conflict: {count(faces, 'face')}, {shown_name(here)} here, {shown_name(there)} in the file; "
            f"now {shown_name(now)}."
        )
