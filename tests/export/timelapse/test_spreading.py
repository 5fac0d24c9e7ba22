"""The faces of a timelapse are spread evenly over time."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from photoindex.export import ExportPhoto
from photoindex.export.timelapse.records import TimelapseFace
from photoindex.export.timelapse.spreading import periods_of

BIRTH = datetime(2000, 1, 1)


def face(day: float, worth: float = 0.5, precision: str = "second", name: str = "a.jpg") -> TimelapseFace:
    moment = BIRTH + timedelta(days=day)
    photo = ExportPhoto(Path(name), f"{day}{name}", moment, taken_precision=precision)  # type: ignore[arg-type]
    return TimelapseFace(photo, ((0.4, 0.4), (0.6, 0.4)), worth)


def days(periods: list[list[TimelapseFace]]) -> list[int]:
    return [(faces[0].photo.taken_at - BIRTH).days for faces in periods if faces[0].photo.taken_at]


def test_the_best_face_of_each_period_comes_first() -> None:
    (first, second) = periods_of([face(0), face(1, 0.9), face(999, 0.1), face(998, 0.2)], 2)
    assert [each.worth for each in first] == [0.9, 0.5]
    assert [each.worth for each in second] == [0.2, 0.1]


def test_a_day_with_many_photos_gets_one_face() -> None:
    wedding = [face(100 + hour / 24) for hour in range(1, 20)]
    assert days(periods_of([face(0), *wedding, face(3000)], 50)) == [0, 100, 3000]


def test_faces_lie_at_even_distances_if_there_are_photos_of_every_day() -> None:
    chosen = days(periods_of([face(day) for day in range(1000)], 10))
    assert len(chosen) == 10
    gaps = [after - before for before, after in pairwise(chosen)]
    assert set(gaps) == {100}


def test_photos_of_which_only_the_year_is_known_are_spread_over_it_in_the_order_of_their_files() -> None:
    album = [face(0, precision="year", name=f"{number}.jpg") for number in (3, 1, 2)]
    periods = periods_of([*album, face(366)], 10)
    assert [faces[0].photo.path.name for faces in periods] == ["1.jpg", "2.jpg", "3.jpg", "a.jpg"]


def test_undated_photos_are_left_out() -> None:
    undated = TimelapseFace(ExportPhoto(Path("b.jpg"), "b", None), ((0.4, 0.4), (0.6, 0.4)), 1.0)
    assert periods_of([undated], 10) == []
    assert days(periods_of([undated, face(3)], 10)) == [3]


@given(st.lists(st.floats(0, 30_000), max_size=40), st.integers(1, 12))
def test_every_face_is_in_one_period_and_there_are_no_more_than_wanted(moments: list[float], number: int) -> None:
    periods = periods_of([face(day) for day in moments], number)
    assert len(periods) <= number
    assert sum(map(len, periods)) == len(moments)
    assert days(periods) == sorted(days(periods))
