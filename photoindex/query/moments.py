"""Read dates that are relative to today, and find the moments at which a period begins and ends."""

import calendar
import re
from datetime import datetime, timedelta

from photoindex.domain.dates import end_of, start_of
from photoindex.errors import UsageError

_RELATIVE = re.compile(r"-(\d{1,5})([dwmy])")
_DAYS = {"today": 0, "yesterday": 1}
_HINT = "Write 2019, 2019-07 or 2019-07-14; today or yesterday; or a day before today: -30d, -2w, -6m, -1y."


def is_relative(text: str) -> bool:
    """Whether the text is a day relative to today, such as "today" or "-30d"."""
    return text in _DAYS or _RELATIVE.fullmatch(text) is not None


def check_date(text: str) -> str:
    """The date as it is kept in a tree.

    Raises:
        UsageError: the text is not a date.
    """
    date = text.strip().lower()
    if not is_relative(date):
        try:
            start_of(text.strip())
        except UsageError as error:
            raise UsageError(error.message, hint=_HINT) from error
    return date


def begin_of(date: str, today: datetime) -> datetime:
    """The first moment of a date from a tree. `today` is any moment of the present day, in local time."""
    return _day(date, today) if is_relative(date) else start_of(date)


def finish_of(date: str, today: datetime) -> datetime:
    """The first moment after a date from a tree. `today` is as in `begin_of`."""
    return _day(date, today) + timedelta(days=1) if is_relative(date) else end_of(date)


def _day(date: str, today: datetime) -> datetime:
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    if date in _DAYS:
        return midnight - timedelta(days=_DAYS[date])
    found = _RELATIVE.fullmatch(date)
    assert found is not None
    number, unit = int(found[1]), found[2]
    if unit in "dw":
        return midnight - min(timedelta(days=number * (7 if unit == "w" else 1)), midnight - datetime.min)
    return later(midnight, months=-number * (12 if unit == "y" else 1))


def later(moment: datetime, *, months: int) -> datetime:
    """The moment this number of months later. If the month has no such day, its last day is meant. Moments before the
    year 1 and after 9999 become the first and the last possible one.
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if year < 1:
        return datetime.min
    if year > 9999:
        return datetime.max
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
