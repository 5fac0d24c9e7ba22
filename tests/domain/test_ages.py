from datetime import date, datetime

import pytest

from photoindex.domain.ages import Age, age_at
from photoindex.domain.photo import TakenPrecision

MAY = (date(1986, 5, 1), date(1986, 5, 31))
DAY = (date(1986, 5, 17), date(1986, 5, 17))
YEAR = (date(1950, 1, 1), date(1950, 12, 31))


@pytest.mark.parametrize(
    ("birth", "taken", "precision", "age"),
    [
        (DAY, datetime(1998, 5, 16), "day", Age(11, 11)),
        (DAY, datetime(1998, 5, 17), "day", Age(12, 12)),
        (DAY, datetime(1998, 1, 1), "year", Age(11, 12)),
        (DAY, datetime(1998, 5, 1), "month", Age(11, 12)),
        (MAY, datetime(1998, 5, 20), "second", Age(11, 12)),
        (MAY, datetime(1998, 7, 1), "month", Age(12, 12)),
        (YEAR, datetime(2015, 7, 12), "minute", Age(64, 65)),
        (DAY, datetime(1986, 5, 20), "day", Age(0, 0, "months")),
        (DAY, datetime(1987, 1, 1), "day", Age(7, 7, "months")),
        (DAY, datetime(1988, 5, 16), "day", Age(23, 23, "months")),
        (DAY, datetime(1988, 5, 17), "day", Age(2, 2)),
        (YEAR, datetime(1951, 3, 1), "day", Age(0, 1)),
    ],
)
def test_an_age_is_as_exact_as_the_dates(
    birth: tuple[date, date], taken: datetime, precision: TakenPrecision, age: Age
) -> None:
    assert age_at(birth, taken, precision) == age


def test_nobody_has_an_age_before_birth() -> None:
    assert age_at(DAY, datetime(1986, 5, 16), "day") is None
    assert age_at(DAY, datetime(1985, 1, 1), "year") is None


def test_a_photo_of_the_year_of_birth_may_show_the_person() -> None:
    assert age_at(DAY, datetime(1986, 1, 1), "year") == Age(0, 0)
