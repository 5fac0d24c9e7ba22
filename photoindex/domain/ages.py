"""Work out how old somebody is in a photo, from dates that may be known only roughly."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from photoindex.domain.photo import TakenPrecision

# Younger children are counted in months.
_FIRST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Age:
    """An age in completed years or, for children under two, in completed months; 0 or more.

    `low` and `high` are equal if the dates are known exactly enough.
    """

    low: int
    high: int
    unit: Literal["years", "months"] = "years"


def age_at(birth: tuple[date, date], taken_at: datetime, precision: TakenPrecision) -> Age | None:
    """The age on a date that is known to a precision, of a person born between two days (inclusive).

    None if the photo was certainly taken before the birth.
    """
    first, last = taken_at.date(), _last_day(taken_at.date(), precision)
    high = _months(birth[0], last)
    if high < 0:
        return None
    low = max(0, _months(birth[1], first))
    if high < 12 * _FIRST_YEARS and high - low <= 1:
        return Age(low, high, "months")
    return Age(low // 12, high // 12)


def _last_day(day: date, precision: TakenPrecision) -> date:
    """The last day of the year, month or day."""
    if precision == "year":
        return day.replace(month=12, day=31)
    if precision == "month":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return day


def _months(born: date, day: date) -> int:
    """Completed months of life; negative before the birth."""
    months = (day.year - born.year) * 12 + day.month - born.month
    return months - (day.day < born.day)
