"""photoindex people"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.installation import program
from photoindex.cli.json_output import print_items, running_fields
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import print_table, shown_name, shown_path
from photoindex.cli.paths import FILE
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.opening import Index
    from photoindex.operations.people import PersonRow, Population
    from photoindex.operations.status import Running


@click.command()
@click.option("--min-faces", type=NUMBER, default=2, show_default=True, help="Leave out smaller clusters.")
@click.option("--limit", type=NUMBER, help="List only the largest clusters without a name.")
@click.option(
    "--sheet",
    type=FILE,
    metavar="FILE.html|.png",
    help="Write a contact sheet with a portrait of everybody.",
)
@json_option
@index_option
def people(min_faces: int, limit: int | None, sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """List persons and unnamed clusters, largest first."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.people import list_people
    from photoindex.operations.show import check_sheet_file

    if sheet is not None:
        check_sheet_file(sheet)
    index = open_index(index_file)
    population = list_people(index, smallest=min_faces)
    clusters = population.clusters[:limit]
    if sheet is not None:
        _write_sheet(index, replace(population, clusters=clusters), sheet)
    if as_json:
        print_items(
            "people",
            [_fields(row) for row in (*population.persons, *clusters)],
            single_faces=population.single_faces,
            ignored_faces=population.ignored_faces,
            not_faces=population.not_faces,
            poor_faces=population.poor_faces,
            running=running_fields(population.running),
        )
        return
    _print_tables(population.persons, clusters)
    _print_rest(population, len(population.clusters) - len(clusters))
    _print_running(population.running)
    if clusters and not population.persons:
        first = clusters[0].id
        click.echo(f"See who it is: {program()} show cluster {first} --sheet cluster-{first}.html", err=True)
        click.echo(f'Give a name:   {program()} label cluster {first} "NAME"', err=True)


def _print_tables(persons: "Sequence[PersonRow]", clusters: "Sequence[PersonRow]") -> None:
    if persons:
        print_table(
            ("PERSON", "NAME", "FACES", "PHOTOS", "FIRST", "LAST"),
            [(row.id, shown_name(row.name or ""), row.faces, row.photos, row.first, row.last) for row in persons],
            right=(0, 2, 3),
        )
    if persons and clusters:
        click.echo()
    if clusters:
        print_table(
            ("CLUSTER", "FACES", "PHOTOS", "FIRST", "LAST"),
            [(row.id, row.faces, row.photos, row.first, row.last) for row in clusters],
            right=(0, 1, 2),
        )


def _write_sheet(index: "Index", population: "Population", sheet: Path) -> None:
    from photoindex.cli.wording.fonts import tell_of_undrawn
    from photoindex.cli.wording.sheets import people_sheet
    from photoindex.operations.people import write_sheet

    report = write_sheet(index, population, sheet, people_sheet(population))
    click.echo(f"Wrote {shown_path(sheet)} with {count(report.shown, 'portrait')}.", err=True)
    tell_of_undrawn(report.undrawn)
    if report.missing:
        click.echo(f"{count(report.missing, 'face')} could not be cut out of the photo.", err=True)
    if report.left_out:
        more = "" if sheet.suffix.lower() != ".png" else " A sheet that ends with .html holds 5,000."
        click.echo(f"{count(report.left_out, 'more portrait')} did not fit on the sheet.{more}", err=True)


def _fields(row: "PersonRow") -> dict[str, Any]:
    is_person = row.kind == "person"
    return {
        "kind": row.kind,
        "person_id": row.id if is_person else None,
        "person": row.name,
        "cluster_id": None if is_person else row.id,
        "faces": row.faces,
        "confirmed_faces": row.confirmed,
        "photos": row.photos,
        "first_taken_at": row.first,
        "last_taken_at": row.last,
    }


def _print_running(running: "Running | None") -> None:
    if running is not None:
        click.echo(
            f"`photoindex {running.command}` has been running since {running.since:%H:%M:%S}: faces that it finds are "
            "clustered when it ends.",
            err=True,
        )


def _print_rest(population: "Population", more: int) -> None:
    single, ignored, not_faces = population.single_faces, population.ignored_faces, population.not_faces
    parts = [f"{count(more, 'more cluster')}"] if more else []
    parts += [f"{count(single, 'face')} in no cluster"] if single else []
    parts += [f"{count(ignored, 'face')} ignored"] if ignored else []
    parts += [f"{not_faces:,} marked as not a face"] if not_faces else []
    if parts:
        click.echo(f"And {', '.join(parts)}.", err=True)
    if population.poor_faces:
        poor = count(population.poor_faces, "face")
        click.echo(f"{poor} without a name can hardly be told apart: `{program()} show poor`", err=True)
