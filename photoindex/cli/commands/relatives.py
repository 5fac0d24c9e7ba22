"""photoindex relatives"""

from pathlib import Path

import click

from photoindex.cli import completing
from photoindex.cli.json_output import print_items
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import print_table, shown_name
from photoindex.wording.counts import count

# Measured on 1,043 people of 281 families, each with at least three photos.
_WORTH = (
    "Resemblance is no evidence of kinship: people of one age, sex and origin look alike to the models too, "
    "and\nparents and children may not. With the built-in models, one relative among 18 strangers came first in 38 of "
    "100 trials."
)


@click.command()
@click.argument("name", shell_complete=completing.names)
@click.option("--limit", type=NUMBER, default=10, show_default=True, metavar="N", help="Show at most N people.")
@json_option
@index_option
def relatives(name: str, limit: int, as_json: bool, index_file: Path | None) -> None:
    """Rank people by how much they resemble somebody."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.relatives import relatives

    found = relatives(open_index(index_file), name)
    ranked = found.ranked[:limit]
    if as_json:
        print_items(
            "relatives",
            [
                {"person_id": item.resemblance.person_id, "person": item.name, "faces": item.faces,
                 "similarity": round(item.resemblance.similarity, 4), "score": round(item.resemblance.score, 3)}
                for item in ranked
            ],
            person_id=found.person_id,
            person=found.name,
        )  # fmt: skip
        return
    click.echo(
        f"Who looks like {shown_name(found.name)}, of {count(len(found.ranked), 'other person', 'other people')}:"
    )
    print_table(
        ("PERSON", "FACES", "SIMILARITY", "SCORE"),
        [(shown_name(item.name), item.faces, item.resemblance.similarity, item.resemblance.score) for item in ranked],
        right=(1, 2, 3),
    )
    click.echo(_WORTH, err=True)
