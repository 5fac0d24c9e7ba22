"""photoindex find"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli import completing
from photoindex.cli.export_options import ExportChoice, export_options
from photoindex.cli.json_output import print_items, print_line
from photoindex.cli.options import NUMBER, for_same_index, index_option, json_option, number_of
from photoindex.cli.output import shown, shown_path, tell_of_matches
from photoindex.cli.paths import PATH
from photoindex.cli.query_command import QueryCommand
from photoindex.domain.names import as_typed
from photoindex.errors import UnknownNameError
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.names import Match
    from photoindex.operations.find import Certainty, Counted, FindRequest, Found, Order, Query
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
@click.option("--count", "only_count", is_flag=True, help="Print only the number of photos.")
@click.option("--confirmed-only", is_flag=True, help="Use only faces that you named or confirmed.")
@click.option(
    "--include-suggested", is_flag=True, help="Use also faces that may be theirs but are not sure enough to count."
)
@click.option("-0", "null", is_flag=True, help="End each path with a zero byte, for `xargs -0`.")
@click.option("--format", "template", metavar="TEXT", help='Print this for each photo: "{date:%Y} {people} {path}".')
@click.option("--csv", "as_csv", is_flag=True, help="Print a table with a row for each photo.")
@click.option("--parquet", type=PATH, metavar="FILE", help="Write a table with a row for each photo to a Parquet file.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Print a line of JSON for each photo.")
@export_options
@json_option
@index_option
def find(
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    order: str | None,
    limit: int | None,
    skip: int | None,
    only_count: bool,
    confirmed_only: bool,
    include_suggested: bool,
    null: bool,
    template: str | None,
    as_csv: bool,
    parquet: Path | None,
    as_lines: bool,
    export: ExportChoice,
    as_json: bool,
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
    from photoindex.cli.found import Template
    from photoindex.cli.opening import open_index
    from photoindex.operations.find import FindRequest, count_found, find

    form = _form({"--count": only_count, "--format": template is not None, "--csv": as_csv, "--jsonl": as_lines,
                  "--json": as_json, export.option: export.place is not None, "--parquet": parquet is not None},
                 null=null)  # fmt: skip
    export.check()
    certainty = _certainty(confirmed_only=confirmed_only, include_suggested=include_suggested)
    sort, seed = _order(order)
    if export.place is not None and sort is None:
        # A slideshow tells a story.
        sort = "date"
    made = Template(template) if template is not None else None
    details = form in ("--json", "--jsonl", "--csv", export.option, "--parquet") or made is not None
    request = FindRequest((), since, until, limit, certainty, (skip or 0), query, sort, seed, details, outside=True)
    index = open_index(index_file)
    with _pointing_to_clusters():
        if form == "--count":
            _print_count(count_found(index, request))
            return
        found = find(index, request)
    if export.place is not None and (found.photos or found.lost or export.update):
        _export(index, found, export, as_json=as_json)
    elif parquet is not None:
        _write_parquet(found, parquet)
    else:
        _print(found, "--json" if as_json else form, made, b"\0" if null else b"\n")
    _tell_of(found, request, exported=export.place is not None)
    if not (found.photos or (export.place is not None and found.lost)):
        several = found.query.plain and len(found.people) > 1
        click.echo("No photo shows them all." if several else "No photo found.", err=True)
        click.get_current_context().exit(NOTHING_FOUND)


def _form(forms: dict[str, bool], *, null: bool) -> str:
    """The form of the output, as the option that asks for it; empty for paths."""
    wanted = [name for name, is_wanted in forms.items() if is_wanted]
    if wanted in (["--json", "--export"], ["--json", "--film"], ["--json", "--timelapse"]):
        return wanted[-1]
    if null and (other := next((name for name in wanted if name != "--format"), None)):
        raise click.UsageError(f"-0 and {other} exclude each other.")
    if len(wanted) > 1:
        raise click.UsageError(f"{wanted[0]} and {wanted[1]} exclude each other.")
    return wanted[0] if wanted else ""


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


def _print(found: "Found", form: str, template: Any, end: bytes) -> None:
    from photoindex.cli.found import fields_of, write_csv, write_lines, write_paths

    if form == "--json":
        people = [_person(match) for match in found.people]
        excluded = [_person(match) for match in found.query.excluded]
        print_items("find", map(fields_of, found.photos), people=people, excluded=excluded, undated=found.undated)
    elif form == "--jsonl":
        for photo in found.photos:
            print_line(fields_of(photo))
    elif form == "--csv":
        write_csv(found.photos)
    elif template is not None:
        write_lines(found.photos, template, end)
    else:
        write_paths([photo.paths[0] for photo in found.photos], end)


def _write_parquet(found: "Found", file: Path) -> None:
    from photoindex.operations.parquet import write_photos

    write_photos(found.photos, file)
    click.echo(f"Wrote {count(len(found.photos), 'photo')} to {shown_path(file)}.", err=True)


def _person(match: "Match") -> dict[str, object]:
    return {"person_id": match.person.person_id, "person": match.person.name, "typed": match.typed}


def _print_count(counted: "Counted") -> None:
    click.echo(str(counted.photos))
    _tell_of_query(counted)
    if not counted.photos:
        click.get_current_context().exit(NOTHING_FOUND)


def _tell_of(found: "Found", request: "FindRequest", *, exported: bool) -> None:
    """Report what the list of paths does not show. (An export has its own report of the photos that it left out.)"""
    _tell_of_query(found)
    if request.order == "random" and request.limit is not None and found.photos and sys.stderr.isatty():
        click.echo(f"For the same photos again: --sort random:{request.seed}", err=True)
    _tell_of_away(found)
    if not exported:
        _tell_of_lost(found)


def _tell_of_query(found: "Found | Counted") -> None:
    """Report on stderr how the query was understood, and what it cannot find."""
    query = found.query
    tell_of_matches([*query.people, *query.excluded])
    for person in query.without_birth:
        command = for_same_index(f"photoindex person {as_typed(person.name)} --born YEAR")
        click.echo(f"It is not known when {shown(person.name)} was born: {shown(command)}", err=True)
    if query.no_births:
        command = for_same_index("photoindex person NAME --born YEAR")
        click.echo(f"Nobody has a date of birth: {command}", err=True)
    _tell_of_places(query)
    if query.unread:
        command = for_same_index("photoindex scan FOLDER")
        click.echo(f"The texts of {count(query.unread, 'photo')} have not been read yet: {command}", err=True)
    if found.undated:
        command = for_same_index(f"photoindex find {as_typed(query.for_undated())}")
        are = "photo without a date is" if found.undated == 1 else "photos without a date are"
        click.echo(f"{found.undated:,} {are} left out: {shown(command)}", err=True)


def _tell_of_places(query: "Query") -> None:
    for place in query.places:
        if len(place.towns) > 1:
            towns = shown("; ".join(place.towns))
            one = shown(f'place:"{place.towns[0]}"')
            click.echo(f"{shown(place.typed)} is the name of several places: {towns}. For one of them: {one}", err=True)
    if query.unplaced:
        command = for_same_index("photoindex scan FOLDER")
        click.echo(f"{count(query.unplaced, 'photo')} with a position have no place yet: {command}", err=True)


def _tell_of_away(found: "Found") -> None:
    """Report offline roots and edited photos on stderr, because stdout is reserved for paths."""
    away = sum(photo.away for photo in found.photos)
    if away:
        roots = ", ".join(shown_path(root) for root in found.away)
        click.echo(
            f"{count(away, 'photo')} cannot be opened now, because {roots} is offline. Nothing about it is forgotten.",
            err=True,
        )
    if found.touched:
        click.echo(f"{count(found.touched, 'photo')} may have been edited since the last scan: scan again.", err=True)


def _tell_of_lost(found: "Found") -> None:
    from photoindex.operations.find import Presence

    changed = [item.photo.paths[0] for item in found.lost if item.presence is Presence.CHANGED]
    others = [item.photo.paths[0] for item in found.lost if item.presence is not Presence.CHANGED]
    for paths, what, hint in (
        (changed, "changed since the scan", "scan again."),
        (others, "cannot be opened any more", "scan again, or if a folder was renamed, `photoindex move OLD NEW`."),
    ):
        if paths:
            such = f"such as {shown_path(paths[0])}"
            click.echo(f"Left out {count(len(paths), 'photo')} whose file {what}, {such}: {hint}", err=True)
