"""Find the places of the library that have a name, and name the places of photos."""

from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.domain.places import PhotoPlace
from photoindex.query.meaning import NEAREST_COUNTS, WITHIN_COUNTS
from photoindex.store.database.connection import Connection


@dataclass(frozen=True, slots=True)
class NamedTown:
    """A town of the library: whether its own name is the one that was looked for (`own`), or one in another language
    (`other`), or the name of its region, country or continent (`area`).
    """

    place_id: int
    name: str
    region: str
    country_name: str
    own: bool
    other: bool
    area: bool

    @property
    def whole(self) -> str:
        """The name by which it can be told from others: "Paris, Texas, United States"."""
        return ", ".join(filter(None, (self.name, self.region, self.country_name)))


def towns_named(connection: Connection, name: str, areas: Sequence[str]) -> list[NamedTown]:
    """The towns that have this name or lie in an area of this name, and lie in all of the `areas`; all names are as
    `folded` returns them. The largest town comes first.
    """
    rows = connection.execute(
        "SELECT place_id, name, region, country_name, names[1] = $name, list_contains(names, $name), "
        "list_contains(areas, $name) FROM place "
        "WHERE (list_contains(names, $name) OR list_contains(areas, $name)) "
        "AND list_has_all(areas, $areas::VARCHAR[]) ORDER BY population DESC, place_id",
        {"name": name, "areas": list(areas)},
    ).fetchall()
    return [NamedTown(*row) for row in rows]


def known_names(connection: Connection) -> list[str]:
    """The names of all towns, regions and countries in which photos were taken, as they are shown."""
    rows = connection.execute(
        "SELECT DISTINCT unnest([name, region, country_name]) AS name FROM place ORDER BY name"
    ).fetchall()
    return [row[0] for row in rows if row[0]]


def places_of(connection: Connection, photo_ids: Sequence[int]) -> dict[int, PhotoPlace]:
    """Where these photos were taken, as far as that is known."""
    rows = connection.execute(_PLACES, {"photos": list(photo_ids), "town": NEAREST_COUNTS, "area": WITHIN_COUNTS})
    return {photo_id: PhotoPlace(*names) for photo_id, *names in rows.fetchall()}


# The city is the largest one to whose area the position belongs.
_PLACES = """
SELECT photo_id,
       coalesce(max(name) FILTER (nearest AND metres <= $town), ''),
       coalesce(arg_max(name, population) FILTER (NOT nearest OR metres <= $town), ''),
       coalesce(max(region) FILTER (nearest), ''), max(country_name) FILTER (nearest), max(country) FILTER (nearest)
FROM photo_place JOIN place USING (place_id)
WHERE photo_id IN (SELECT unnest($photos::BIGINT[])) AND (NOT nearest OR metres <= $area)
GROUP BY photo_id HAVING bool_or(nearest)
"""
