"""photoindex people"""

from dataclasses import asdict
from pathlib import Path

import click

from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import count, print_json, print_table, shown_name


@click.command()
@click.option("--min-faces", type=NUMBER, default=2, show_default=True, help="Leave out smaller clusters.")
@click.option("--limit", type=NUMBER, help="List only the largest clusters without a name.")
@json_option
@index_option
def people(min_faces: int, limit: int | None, as_json: bool, index_file: Path | None) -> None:
    """List persons and unnamed clusters, largest first."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.people import list_people

    population = list_people(open_index(index_file), smallest=min_faces)
    clusters = population.clusters[:limit]
    if as_json:
        print_json(
            {
                "persons": [asdict(row) for row in population.persons],
                "clusters": [asdict(row) for row in clusters],
                "single_faces": population.single_faces,
                "ignored_faces": population.ignored_faces,
            }
        )
        return
    if population.persons:
        print_table(
            ("PERSON", "NAME", "FACES", "PHOTOS", "FIRST", "LAST"),
            [
                (row.id, shown_name(row.name or ""), row.faces, row.photos, row.first, row.last)
                for row in population.persons
            ],
            right=(0, 2, 3),
        )
    if population.persons and clusters:
        click.echo()
    if clusters:
        print_table(
            ("CLUSTER", "FACES", "PHOTOS", "FIRST", "LAST"),
            [(row.id, row.faces, row.photos, row.first, row.last) for row in clusters],
            right=(0, 1, 2),
        )
    _print_rest(len(population.clusters) - len(clusters), population.single_faces, population.ignored_faces)
    if clusters and not population.persons:
        first = clusters[0].id
        click.echo(f"See who it is: photoindex show cluster {first} --sheet cluster-{first}.html", err=True)
        click.echo(f'Give a name:   photoindex label cluster {first} "NAME"', err=True)


def _print_rest(more: int, single: int, ignored: int) -> None:
    parts = [f"{count(more, 'more cluster')}"] if more else []
    parts += [f"{count(single, 'face')} in no cluster"] if single else []
    parts += [f"{count(ignored, 'face')} ignored"] if ignored else []
    if parts:
        click.echo(f"And {', '.join(parts)}.", err=True)
