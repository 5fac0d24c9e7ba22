import zlib
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.errors import PhotoError
from photoindex.export.choice import Candidate, Judged, choose
from photoindex.export.likeness import Likeness


def different(path: Path) -> Likeness:
    """A print that is far from those of all other paths."""
    return Likeness(np.random.default_rng(zlib.crc32(path.name.encode())).random(128) < 0.5)


def alike(_: Path) -> Likeness:
    return Likeness(np.zeros(128, dtype=np.bool_))


def candidate(name: str, appeal: float, taken: datetime | None = None) -> Candidate:
    return Candidate(Path("album") / name, appeal, taken)


def chosen(judged: list[Judged]) -> list[str]:
    return [each.candidate.path.name for each in judged if each.verdict == "chosen"]


def test_of_one_day_the_most_appealing_photos_are_chosen_and_the_order_stays() -> None:
    day = datetime(2003, 7, 14, 9)
    found = [candidate(f"{n}", appeal, day + timedelta(hours=n)) for n, appeal in enumerate((0.2, 0.9, 0.1, 0.8))]
    judged = choose(found, 2, different)
    assert chosen(judged) == ["1", "3"]
    assert [each.verdict for each in judged] == ["others-are-better", "chosen", "others-are-better", "chosen"]


def test_photos_are_spread_over_the_years_even_if_one_year_has_better_ones() -> None:
    found = [candidate(f"{year} {n}", 0.9 if year == 2003 else 0.5, datetime(year, 1 + n, 1))
             for year in (2001, 2002, 2003) for n in range(6)]  # fmt: skip
    judged = choose(found, 6, different)
    assert Counter(name[:4] for name in chosen(judged)) == {"2001": 2, "2002": 1, "2003": 3}


def test_a_near_duplicate_of_a_chosen_photo_is_left_out_and_says_of_which() -> None:
    found = [candidate("a", 0.5, datetime(2001, 1, 1)), candidate("b", 0.9, datetime(2002, 1, 1))]
    first, second = choose(found, 2, alike)
    assert (first.verdict, first.like) == ("near-duplicate", found[1])
    assert second.verdict == "chosen"


def test_photos_of_one_minute_may_differ_more_and_still_be_a_burst() -> None:
    def look(path: Path) -> Likeness:
        return Likeness(np.arange(128) < (30 if path.name == "b" else 0))

    moment = datetime(2003, 7, 14, 9)
    burst = [candidate("a", 0.9, moment), candidate("b", 0.8, moment + timedelta(seconds=3))]
    assert chosen(choose(burst, 2, look)) == ["a"]
    later = [burst[0], candidate("b", 0.8, moment + timedelta(hours=1))]
    assert chosen(choose(later, 2, look)) == ["a", "b"]
    # A scanned photo of which only the day is known has no minute.
    inexact = [Candidate(each.path, each.appeal, moment, exact=False) for each in burst]
    assert chosen(choose(inexact, 2, look)) == ["a", "b"]


def test_the_same_face_in_another_crop_is_a_near_duplicate() -> None:
    face = np.array([1.0, 0.0], dtype=np.float32)

    def look(path: Path) -> Likeness:
        return Likeness(different(path).print, face)

    assert chosen(choose([candidate("a", 0.9), candidate("b", 0.8)], 2, look)) == ["a"]


def test_a_photo_that_cannot_be_opened_is_never_chosen() -> None:
    def fails(path: Path) -> Likeness:
        if path.name == "a":
            raise PhotoError("read", "gone")
        return different(path)

    away = Candidate(Path("album/c"), 1.0, present=False)
    judged = choose([candidate("a", 0.9), candidate("b", 0.1), away], 2, fails)
    assert [each.verdict for each in judged] == ["cannot-be-opened", "chosen", "cannot-be-opened"]


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.none() | st.datetimes(datetime(1990, 1, 1), datetime(1999, 1, 1))), max_size=40
    ),
    st.integers(1, 10),
)
def test_the_choice_is_as_large_as_wanted_and_the_same_every_time(
    drawn: list[tuple[float, datetime | None]], number: int
) -> None:
    found = [candidate(str(n), appeal, taken) for n, (appeal, taken) in enumerate(drawn)]
    judged = choose(found, number, different)
    assert [each.candidate for each in judged] == found
    assert len(chosen(judged)) <= number
    assert judged == choose(found, number, different)
    if not any(each.verdict == "near-duplicate" for each in judged):
        assert len(chosen(judged)) == min(number, len(found))


def test_few_photos_of_many_are_compared() -> None:
    compared: list[Path] = []

    def counted(path: Path) -> Likeness:
        compared.append(path)
        return different(path)

    choose([candidate(str(n), (n % 97) / 97, datetime(1980 + n % 40, 1, 1)) for n in range(5000)], 60, counted)
    assert len(compared) == 60
