"""photoindex cluster"""

from pathlib import Path

import click

from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import count, print_json


@click.command()
@json_option
@index_option
def cluster(as_json: bool, index_file: Path | None) -> None:
    """Group all faces anew. A scan does this by itself; names and known cluster numbers stay."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.group import group_faces

    summary = group_faces(open_index(index_file), lambda _faces: None)
    if as_json:
        print_json({"persons": summary.persons, "clusters": summary.clusters, "single_faces": summary.single_faces})
        return
    click.echo(
        f"{count(summary.persons, 'person', 'persons')}, {count(summary.clusters, 'unnamed cluster')}, "
        f"{count(summary.single_faces, 'face')} in no cluster."
    )
