"""Parse dates as people type them. A date is a year, a month or a day, and means that whole year, month or day."""

import re
from datetime import datetime, timedelta

from photoindex.errors import UsageError

_PATTERN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def start_of(text: str) -> datetime:
    """The first moment of the year, month or day, such as "2019", "2019-07" or "2019-07-14".

    Raises:
        UsageError: the text is not a date.
    """
    year, month, day = _parts(text)
    return _moment(text, year, month or 1, day or 1)


def end_of(text: str) -> datetime:
    """The first moment after the year, month or day, such as "2019", "2019-07" or "2019-07-14".

    Raises:
        UsageError: the text is not a date.
    """
    year, month, day = _parts(text)
    try:
        if day is not None:
            return _moment(text, year, month or 1, day) + timedelta(days=1)
        first = _moment(text, year, month or 12, 1)
        # Four days after the 28th is always in the next month.
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    except OverflowError:
        return datetime.max


def _parts(text: str) -> tuple[int, int | None, int | None]:
    match = _PATTERN.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not a date", hint="Write a year, a month or a day: 2019, 2019-07, 2019-07-14.")
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _moment(text: str, year: int, month: int, day: int) -> datetime:
    try:
        return datetime(year, month, day)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date: {error}") from error
