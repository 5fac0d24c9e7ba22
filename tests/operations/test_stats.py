"""Statistics agree with what find finds."""

from dataclasses import replace
from datetime import datetime

import pytest

from photoindex.errors import QueryError
from photoindex.operations.find import FindRequest, find
from photoindex.operations.stats import Counts, Stats, YearCount, stats
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
