"""photoindex find"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.export_options import ExportChoice, export_options
from photoindex.cli.find_output import OutputChoice, output_options, print_found
from photoindex.cli.options import NUMBER, index_option, number_of
from photoindex.cli.query_command import QueryCommand
from photoindex.errors import UnknownNameError

if TYPE_CHECKING:
    from photoindex.operations.find import Certainty, Counted, FindRequest, Found, Order
    from photoindex.operations.opening import Index

NOTHING_FOUND = 1
_ORDERS: "tuple[Order, ...]" = ("date", "name", "quality", "confidence", "likeness", "random")


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1, required=True, shell_complete=completing.query_words, metavar="QUERY...")
@click.option("--since", metavar="DATE", help="Taken in or after this year, month or day: 2019, 2019-07, 2019-07-14.")
@click.option("--until", metavar="DATE", help="Taken before the end of this year, month or day.")
@click.option(
    "--sort", "order", metavar="ORDER", help="date, name, quality, confidence, likeness, random or random:SEED."
)
@click.option("--limit", type=NUMBER, metavar="N", help="At most N photos.")
@click.option("--skip", type=NUMBER, metavar="N", help="Leave out the first N photos.")
@click.option("--confirmed-only", is_flag=True, help="Use only faces that you named or confirmed.")
@click.option(
    "--include-suggested", is_flag=True, help="Use also faces that may be theirs but are not sure enough to count."
)
@output_options
@export_options
@index_option
def find(
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    order: str | None,
    limit: int | None,
    skip: int | None,
    confirmed_only: bool,
    include_suggested: bool,
    output: OutputChoice,
    export: ExportChoice,
    index_file: Path | None,
) -> None:
    """Print the photos that match a query, by date taken. A query consists of names and terms.

    \b
    photoindex find "Grandma" "Tom"                  photos that show both
    photoindex find 'Grandma (Tom | Ann) -Bob'       one of two others, without Bob
    photoindex find 'only: Grandma Tom'              nobody else in the photo
    photoindex find 'Grandma year:1998..2004 -folder:work'
    photoindex find 'Tom age:..6 count:>=3'          at most six years old, among others
    photoindex find 'unnamed date:-30d..'            new photos with faces to name
    photoindex find 'text:birthday place:Lisbon'     captions, and where they were taken
    photoindex find 'like:photo.jpg'                 the people of that photo

    All terms: docs/query.md. The exit code is 0 if there are any photos, otherwise 1.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.find import FindRequest, count_found, find

    form = output.check(export.option if export.place is not None else "")
    export.check()
    if output.only_count and (cut := "--limit" if limit is not None else "--skip" if skip is not None else ""):
        raise click.UsageError(f"--count and {cut} exclude each other.")
    certainty = _certainty(confirmed_only=confirmed_only, include_suggested=include_suggested)
    sort, seed = _order(order)
    if export.place is not None and sort is None:
        # A slideshow tells a story.
        sort = "date"
    request = FindRequest((), since, until, limit, certainty, skip or 0, query, sort, seed, bool(form), outside=True)
    index = open_index(index_file)
    with _pointing_to_clusters():
        if output.only_count:
            _print_count(count_found(index, request))
            return
        found = find(index, request)
    _deliver(index, found, request, output, export)


def _deliver(
    index: "Index", found: "Found", request: "FindRequest", output: OutputChoice, export: ExportChoice
) -> None:
    """Print or export what was found, and report what that does not show."""
    from photoindex.cli.find_notes import tell_of, tell_of_nothing

    is_export = export.place is not None
    if is_export and (found.photos or found.lost or export.update):
        _export(index, found, export, as_json=output.as_json)
    else:
        print_found(found, output)
    tell_of(found, request, exported=is_export)
    if not (found.photos or (is_export and found.lost)):
        tell_of_nothing(found.query)
        click.get_current_context().exit(NOTHING_FOUND)


def _certainty(*, confirmed_only: bool, include_suggested: bool) -> "Certainty":
    if confirmed_only and include_suggested:
        raise click.UsageError("--confirmed-only and --include-suggested exclude each other.")
    return "confirmed" if confirmed_only else "suggested" if include_suggested else "automatic"


def _order(typed: str | None) -> "tuple[Order | None, str]":
    """The order that was asked for, if any, and the seed of a random one."""
    if typed is None:
        return None, ""
    name, _, seed = typed.partition(":")
    order = next((known for known in _ORDERS if known == name.lower()), None)
    if order is None or (seed and order != "random"):
        raise click.UsageError(f"--sort: {typed!r} is not an order.\nThere are: {', '.join(_ORDERS)} and random:SEED.")
    if order == "random" and not seed:
        import secrets

        seed = secrets.token_hex(8)
    return order, seed


@contextmanager
def _pointing_to_clusters() -> Iterator[None]:
    """If the user typed a number and nobody has that name, point to the command that shows clusters."""
    try:
        yield
    except UnknownNameError as error:
        typed = error.line[error.start : error.end]
        if number_of(typed) is None:
            raise
        raise UnknownNameError(
            error.message, error.line, error.start, error.end, hint=f"To see a cluster: photoindex show cluster {typed}"
        ) from error


def _export(index: "Index", found: "Found", choice: ExportChoice, *, as_json: bool) -> None:
    from photoindex.cli.exporting import export_found
    from photoindex.cli.films import export_film
    from photoindex.cli.timelapses import export_timelapse

    if choice.film is not None:
        export_film(index, found, choice, choice.film, as_json=as_json)
    elif choice.timelapse is not None:
        export_timelapse(index, found, choice, choice.timelapse, as_json=as_json)
    else:
        export_found(index, found, choice, as_json=as_json)


def _print_count(counted: "Counted") -> None:
    from photoindex.cli.find_notes import tell_of_query

    click.echo(str(counted.photos))
    tell_of_query(counted)
    if not counted.photos:
        click.get_current_context().exit(NOTHING_FOUND)
