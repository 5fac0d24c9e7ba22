"""Dates as people type them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.dates import end_of, start_of
from photoindex.errors import UsageError


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019", datetime(2019, 1, 1), datetime(2020, 1, 1)),
        ("2019-07", datetime(2019, 7, 1), datetime(2019, 8, 1)),
        ("2019-12", datetime(2019, 12, 1), datetime(2020, 1, 1)),
        ("2020-02", datetime(2020, 2, 1), datetime(2020, 3, 1)),
        ("2019-07-14", datetime(2019, 7, 14), datetime(2019, 7, 15)),
        (" 2019-7-4 ", datetime(2019, 7, 4), datetime(2019, 7, 5)),
        ("2019-12-31", datetime(2019, 12, 31), datetime(2020, 1, 1)),
    ],
)
def test_a_date_stands_for_the_whole_day_month_or_year(text: str, start: datetime, end: datetime) -> None:
    assert (start_of(text), end_of(text)) == (start, end)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31"])
def test_the_end_of_the_calendar_has_no_moment_after_it(text: str) -> None:
    assert end_of(text) == datetime.max


@pytest.mark.parametrize("text", ["", "yesterday", "14.07.2019", "2019-13", "2019-02-30", "19", "2019-07-14T10:00"])
def test_an_invalid_date_is_refused_with_an_example(text: str) -> None:
    for parse in (start_of, end_of):
        with pytest.raises(UsageError, match="not a date"):
            parse(text)


@given(st.datetimes(datetime(1826, 1, 1), datetime(9998, 1, 1)))
def test_a_moment_lies_in_the_span_of_its_own_day_month_and_year(moment: datetime) -> None:
    for text in (f"{moment:%Y-%m-%d}".zfill(10), f"{moment.year:04}-{moment.month}", f"{moment.year:04}"):
        assert start_of(text) <= moment < end_of(text)
    assert end_of(f"{moment.year:04}-{moment.month}-{moment.day}") - start_of(
        f"{moment.year:04}-{moment.month}-{moment.day}"
    ) == timedelta(days=1)
