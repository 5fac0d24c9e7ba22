"""Count in which photos, with whom, when and where people appear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from photoindex.query.meaning import NEAREST_COUNTS, WITHIN_COUNTS, Meaning, statuses_of
from photoindex.query.tree import Tree
from photoindex.store.database.connection import Connection
from photoindex.store.views.matching import SHOWN, condition_of


@dataclass(frozen=True, slots=True)
class PersonCount:
    """The number of photos that show a person, and in which years they were taken: photos by year, in order."""

    person_id: int
    name: str
    photos: int
    years: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class PairCount:
    """The number of photos that show two people together."""

    person_ids: tuple[int, int]
    names: tuple[str, str]
    photos: int


@dataclass(frozen=True, slots=True)
class YearCount:
    """The photos taken in a year, and in each month of it. The month of some photos may not be known."""

    year: int
    photos: int
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """The number of photos taken in a place: in the largest city to whose area the position belongs, or else in the
    nearest town. Where nobody lives, `name` and `region` are empty. `region` is also empty if it is unknown.
    `country_code` is a code of ISO 3166-1.
    """

    name: str
    region: str
    country: str
    country_code: str
    photos: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted among some photos: `photos`, those without a date (`undated`), their faces, and how many of the
    faces have no name. `everybody` is the number of people in the photos. `people`, `pairs` and `places` begin with
    those that have the most photos; `years` are in order, and leave out years without photos.

    `located` is the number of photos whose place is known, and `unplaced` that of photos with a position that were not
    placed on the map yet.
    """

    photos: int
    undated: int
    faces: int
    unnamed: int
    everybody: int
    people: tuple[PersonCount, ...]
    pairs: tuple[PairCount, ...]
    years: tuple[YearCount, ...]
    places: tuple[PlaceCount, ...] = ()
    located: int = 0
    unplaced: int = 0


_COUNTS = f"""
WITH {SHOWN},
matched AS MATERIALIZED (
    SELECT photo_id, year(taken_at) AS year, CASE WHEN taken_precision <> 'year' THEN month(taken_at) END AS month
    FROM photo WHERE photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL) AND {{condition}}
),
seen AS MATERIALIZED (
    SELECT photo_id, CASE WHEN list_contains($counting::VARCHAR[], status) THEN person_id END AS who, status
    FROM shown WHERE photo_id IN (SELECT photo_id FROM matched)
),
there AS MATERIALIZED (SELECT DISTINCT photo_id, who FROM seen WHERE who IS NOT NULL),
best AS MATERIALIZED (
    SELECT who, name, count(*) AS photos FROM there JOIN person ON person_id = who
    GROUP BY who, name ORDER BY photos DESC, name, who LIMIT $most::BIGINT
),
located AS MATERIALIZED (
    SELECT arg_max(place_id, population) FILTER (NOT nearest OR metres <= $town) AS city,
           max(country) FILTER (nearest) AS country
    FROM photo_place JOIN place USING (place_id)
    WHERE photo_id IN (SELECT photo_id FROM matched) AND (NOT nearest OR metres <= $area)
    GROUP BY photo_id HAVING bool_or(nearest)
)
SELECT 'photos' AS kind, NULL AS one, NULL AS other, NULL AS name, count(*) AS number FROM matched
UNION ALL SELECT 'undated', NULL, NULL, NULL, count(*) FROM matched WHERE year IS NULL
UNION ALL SELECT 'faces', NULL, NULL, NULL, count(*) FROM seen
UNION ALL SELECT 'unnamed', NULL, NULL, NULL, count(*) FROM seen WHERE who IS NULL AND status <> 'ignored'
UNION ALL SELECT 'everybody', NULL, NULL, NULL, count(DISTINCT who) FROM there
UNION ALL SELECT 'person', who, NULL, name, photos FROM best
UNION ALL SELECT 'person in year', who, year, NULL, count(*)
    FROM there JOIN matched USING (photo_id) WHERE year IS NOT NULL AND who IN (SELECT who FROM best)
    GROUP BY who, year
UNION ALL (SELECT 'pair', one.who, two.who, NULL, count(*) AS together
    FROM there AS one JOIN there AS two ON one.photo_id = two.photo_id AND one.who < two.who
    GROUP BY one.who, two.who ORDER BY together DESC, one.who, two.who LIMIT $most::BIGINT)
UNION ALL SELECT 'located', NULL, NULL, NULL, count(*) FROM located
UNION ALL SELECT 'unplaced', NULL, NULL, NULL, count(*) FROM photo
    WHERE isfinite(latitude) AND isfinite(longitude) AND photo_id IN (SELECT photo_id FROM matched)
    AND photo_id NOT IN (SELECT photo_id FROM photo_place)
UNION ALL (SELECT 'place', town, NULL, code, count(*) AS photos FROM (
        SELECT coalesce(city, 0) AS town, CASE WHEN city IS NULL THEN country END AS code FROM located
    ) GROUP BY town, code ORDER BY photos DESC, town, code LIMIT $most::BIGINT)
UNION ALL SELECT 'month', year, month, NULL, count(*) FROM matched WHERE year IS NOT NULL GROUP BY year, month
"""


def count_people(
    connection: Connection, fingerprint: str, trees: Sequence[Tree], meaning: Meaning, *, most: int
) -> Counts:
    """Count among the present photos that match all of these trees; list at most `most` people, pairs and places."""
    condition = condition_of(trees, meaning, fingerprint)
    values = {**condition.values, "counting": list(statuses_of(trees, meaning)), "most": most}
    values |= {"town": NEAREST_COUNTS, "area": WITHIN_COUNTS}
    rows = connection.execute(_COUNTS.format(condition=condition.sql), values).fetchall()
    names = {int(who): str(name) for who, name in connection.execute("SELECT person_id, name FROM person").fetchall()}
    total = {kind: int(number) for kind, one, _, _, number in rows if one is None}
    return Counts(
        photos=total["photos"],
        undated=total["undated"],
        faces=total["faces"],
        unnamed=total["unnamed"],
        everybody=total["everybody"],
        people=_people(rows),
        pairs=_pairs(rows, names),
        years=_years(rows),
        places=_places(connection, rows),
        located=total["located"],
        unplaced=total["unplaced"],
    )


def _people(rows: Sequence[tuple[Any, ...]]) -> tuple[PersonCount, ...]:
    years: dict[int, dict[int, int]] = {}
    for _, who, year, _, number in sorted(row for row in rows if row[0] == "person in year"):
        years.setdefault(who, {})[year] = number
    found = [
        PersonCount(who, name, number, years.get(who, {})) for kind, who, _, name, number in rows if kind == "person"
    ]
    return tuple(sorted(found, key=lambda person: (-person.photos, person.name, person.person_id)))


def _pairs(rows: Sequence[tuple[Any, ...]], names: Mapping[int, str]) -> tuple[PairCount, ...]:
    found = [
        PairCount((one, other), (names.get(one, ""), names.get(other, "")), number)
        for kind, one, other, _, number in rows
        if kind == "pair"
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.photos, pair.names, pair.person_ids)))


def _years(rows: Sequence[tuple[Any, ...]]) -> tuple[YearCount, ...]:
    years: dict[int, dict[int | None, int]] = {}
    for kind, year, month, _, number in rows:
        if kind == "month":
            years.setdefault(year, {})[month] = number
    return tuple(
        YearCount(year, sum(months.values()), tuple(months.get(month, 0) for month in range(1, 13)))
        for year, months in sorted(years.items())
    )


def _places(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> tuple[PlaceCount, ...]:
    counted = [(place_id, code, number) for kind, place_id, _, code, number in rows if kind == "place"]
    if not counted:
        return ()
    known = connection.execute("SELECT place_id, name, region, country_name, country FROM place").fetchall()
    towns = {place_id: (name, region, country, code) for place_id, name, region, country, code in known}
    countries = {code: country for *_, country, code in known}
    found = []
    for place_id, code, number in counted:
        name, region, country, country_code = towns[place_id] if code is None else ("", "", countries[code], code)
        found.append(PlaceCount(name, region, country, country_code, number))
    return tuple(sorted(found, key=lambda place: (-place.photos, place.country, place.region, place.name)))
