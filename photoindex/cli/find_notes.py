"""Report on stderr what a list of found photos does not show, because stdout is reserved for the list."""

import sys
from typing import TYPE_CHECKING

import click

from photoindex.cli.options import for_same_index
from photoindex.cli.output import shown, shown_path, tell_of_matches
from photoindex.domain.names import as_typed
from photoindex.wording.counts import agreeing, count

if TYPE_CHECKING:
    from photoindex.operations.find import Counted, FindRequest, Found, Query


def tell_of(found: "Found", request: "FindRequest", *, exported: bool) -> None:
    """Report what the list of paths does not show. (An export has its own report of the photos that it left out.)"""
    tell_of_query(found)
    if request.order == "random" and request.limit is not None and found.photos and sys.stderr.isatty():
        click.echo(f"For the same photos again: --sort random:{request.seed}", err=True)
    _tell_of_away(found)
    if not exported:
        _tell_of_lost(found)


def tell_of_query(found: "Found | Counted") -> None:
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


def tell_of_nothing(query: "Query") -> None:
    """Report on stderr that no photo matches, and which terms may say less than the user meant."""
    several = query.plain and len(query.people) > 1
    click.echo("No photo shows them all." if several else "No photo found.", err=True)
    for narrow in query.narrow:
        click.echo(f"{shown(narrow.term)} matches exactly this. To find more: {shown(narrow.wider)}", err=True)


def _tell_of_places(query: "Query") -> None:
    for place in query.places:
        if len(place.towns) > 1:
            towns = shown("; ".join(place.towns))
            one = shown(f'place:"{place.towns[0]}"')
            click.echo(f"{shown(place.typed)} is the name of several places: {towns}. For one of them: {one}", err=True)
    if query.unplaced:
        command = for_same_index("photoindex scan FOLDER")
        have = agreeing(query.unplaced, "has", "have")
        click.echo(f"{count(query.unplaced, 'photo')} with a position {have} no place yet: {command}", err=True)


def _tell_of_away(found: "Found") -> None:
    """Report offline roots and edited photos on stderr, because stdout is reserved for paths."""
    away = sum(photo.away for photo in found.photos)
    if away:
        roots = ", ".join(shown_path(root) for root in found.away)
        offline = f"{roots} {agreeing(len(found.away), 'is', 'are')} offline"
        kept = f"Nothing about {agreeing(away, 'it', 'them')} is forgotten."
        click.echo(f"{count(away, 'photo')} cannot be opened now, because {offline}. {kept}", err=True)
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
