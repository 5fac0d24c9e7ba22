"""Store where photos were taken: the towns around the position of each photo."""

from collections.abc import Mapping, Sequence

from photoindex.domain.photo_texts import folded
from photoindex.domain.places import AtTown, Town
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection

_KEY = "gazetteer"
_UNPLACED = "isfinite(latitude) AND isfinite(longitude) AND photo_id NOT IN (SELECT photo_id FROM photo_place)"


def gazetteer_in_use(connection: Connection) -> str | None:
    """The name and the version of the gazetteer that the places come from; None before the first place."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", [_KEY]).fetchone()
    return str(row[0]) if row else None


def use_gazetteer(connection: Connection, gazetteer: str) -> None:
    """Forget the places that come from another version of the gazetteer."""
    if gazetteer_in_use(connection) != gazetteer:
        connection.execute("DELETE FROM photo_place")
        connection.execute("DELETE FROM place")
        connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [_KEY, gazetteer])


def unplaced_photos(connection: Connection, most: int) -> list[tuple[int, float, float]]:
    """(photo id, latitude, longitude) of at most `most` photos whose position is known, but not the towns around it."""
    return connection.execute(
        f"SELECT photo_id, latitude, longitude FROM photo WHERE {_UNPLACED} ORDER BY photo_id LIMIT ?", [most]
    ).fetchall()


def count_unplaced(connection: Connection) -> int:
    """The number of photos whose position is known, but not the towns around it."""
    row = connection.execute(f"SELECT count(*) FROM photo WHERE {_UNPLACED}").fetchone()
    return int(row[0]) if row else 0


def put_places(connection: Connection, found: Mapping[int, Sequence[AtTown]], towns: Mapping[int, Town]) -> None:
    """Store the towns around these photos, given by their ids; none of them has any yet."""
    known = {row[0] for row in connection.execute("SELECT place_id FROM place").fetchall()}
    append_rows(
        connection,
        "place",
        (
            (town.place_id, town.name, town.region, town.country, town.country_name, town.population,
             list(filter(None, dict.fromkeys(map(folded, town.names)))), list(town.areas))
            for town in towns.values()
            if town.place_id not in known
        ),
    )  # fmt: skip
    rows = ((photo_id, at.place_id, at.metres, at.nearest) for photo_id, near in found.items() for at in near)
    append_rows(connection, "photo_place", rows)
