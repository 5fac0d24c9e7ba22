import itertools
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.ages import Age
from photoindex.export.chapters import chapters_of
from photoindex.export.records import ChapterKind, ExportPhoto


def photos(years: Sequence[int | None], born: int = 1986) -> list[ExportPhoto]:
    return [
        ExportPhoto(
            Path(f"{n}.jpg"),
            str(n),
            datetime(year, 7, 1) if year else None,
            age=Age(year - born, year - born) if year else None,
        )
        for n, year in enumerate(years)
    ]


def years_of(found: Sequence[int | None], kind: ChapterKind = "year") -> list[tuple[tuple[int, int] | None, int]]:
    return [(chapter.years, chapter.photos) for chapter in chapters_of(photos(found), kind)]


def test_a_year_with_many_photos_is_a_chapter() -> None:
    assert years_of([1998] * 5 + [1999] * 4) == [((1998, 1998), 5), ((1999, 1999), 4)]


def test_short_years_are_put_together_and_the_last_ones_join_the_chapter_before() -> None:
    assert years_of([1998, 1999, 1999, 2001, 2003, 2003]) == [((1998, 2003), 6)]
    assert years_of([1998] * 4 + [1999]) == [((1998, 1999), 5)]


def test_undated_photos_are_a_chapter_of_their_own_at_the_end() -> None:
    assert years_of([1998, None]) == [((1998, 1998), 1), (None, 1)]
    assert years_of([None, None]) == [(None, 2)]


def test_chapters_by_age_know_the_ages() -> None:
    (first, second) = chapters_of(photos([1998] * 4 + [1999] * 4), "age")
    assert (first.ages, second.ages) == ((Age(12, 12), Age(12, 12)), (Age(13, 13), Age(13, 13)))


def test_without_chapters_everything_is_one() -> None:
    assert years_of([1998, 2015, None], "none") == [((1998, 2015), 3)]
    assert chapters_of([], "none") == chapters_of([], "year") == []


@given(st.lists(st.integers(1950, 1990), max_size=80).map(sorted), st.integers(0, 5), st.sampled_from(["year", "age"]))
def test_every_photo_is_in_one_chapter_and_no_year_is_torn_apart(
    years: list[int], undated: int, kind: ChapterKind
) -> None:
    found = years_of([*years, *[None] * undated], kind)
    assert sum(count for _, count in found) == len(years) + undated
    dated = [span for span, _ in found if span]
    assert all(before[1] < after[0] for before, after in itertools.pairwise(dated))
