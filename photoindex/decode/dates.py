"""Parse the dates in the texts of Exif, XMP, IPTC and PNG fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from photoindex.domain.photo import TakenPrecision

# The oldest surviving photograph, Niépce's view from his window, was taken in 1826 or 1827.
_FIRST_YEAR = 1826

# Exif 2.32 leaves unknown parts blank and pads with spaces, and cameras use any separator between numbers.
_DAY = re.compile(r"(?<!\d)(\d{4})\s*[:\-/._ ]\s*(\d{1,2})(?:\s*[:\-/._ ]\s*(\d{1,2}))?(?!\d)")
_TIME = re.compile(
    r"\s*[T_,\- ]?\s*(\d{1,2})\s*[:\-.h ]\s*(\d{1,2})(?:\s*[:\-.m ]\s*(\d{1,2})(?:[.,](\d+))?)?\s*([AaPp]\.?[Mm])?"
)
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?:[T_ ]?(\d\d):?(\d\d):?(\d\d)?(?:[.,](\d+))?)?(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_YEAR = re.compile(r"(\d{4})[:\-/. ]*")
_WEEKDAY = re.compile(r"[A-Za-z]{3}, ")

# No date is longer, even with words around it.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class TakenDate:
    """A local time without a zone. Parts of `moment` finer than `precision` have their lowest possible values."""

    moment: datetime
    precision: TakenPrecision = "second"


def parse_date(text: object, subseconds: object = None) -> TakenDate | None:
    """The date in a text such as "2021:03:04 11:22:33", "2021-03" or "20210304", as precisely as it can be read.

    `subseconds` are the digits of the tag SubSecTime, if it exists. An invalid time is dropped, but its day is kept;
    hour 24 is read as the first hour of that day, second 60 as the last second of its minute. Returns None if the text
    holds no date, or if its year is not between 1826 and next year; a camera writes such dates if its clock is not set.
    """
    words = _text(text)
    if _WEEKDAY.match(words):
        return _in_words(words)
    return _separated(words, _text(subseconds)) or _compact(words) or _day_first(words)


def moment_of(parts: Sequence[str | int | None], fraction: str = "") -> TakenDate | None:
    """The date made of year, month, day, hour, minute and second; all but the year may be missing or invalid."""
    year, month, day, hour, minute, second = (None if part is None else int(part) for part in parts)
    if year is None or not _FIRST_YEAR <= year <= datetime.now().year + 1 or (month or 0) > 12:
        return None
    if not month:
        return TakenDate(datetime(year, 1, 1), "year")
    try:
        begun = datetime(year, month, day or 0)
    except ValueError:
        return TakenDate(datetime(year, month, 1), "month")
    if hour is None or minute is None or hour > 24 or minute > 59:
        return TakenDate(begun, "day")
    # Some phones write the hour after midnight as 24, together with the new day.
    begun = begun.replace(hour=hour % 24, minute=minute)
    exact = second is not None and second <= 60
    # A leap second belongs to its minute.
    return TakenDate(
        begun.replace(second=min(second or 0, 59), microsecond=_microsecond(fraction)) if exact else begun,
        "second" if exact else "minute",
    )


def _separated(words: str, subseconds: str) -> TakenDate | None:
    match = _DAY.search(words)
    if match is None:
        year = _YEAR.fullmatch(words)
        return moment_of((year[1], None, None, None, None, None)) if year else None
    time = _TIME.match(words, match.end()) if match[3] is not None else None
    if time is None:
        return moment_of((*match.groups(), None, None, None))
    hour, minute, second, fraction, half = time.groups()
    if half and int(hour) <= 12:
        hour = str(int(hour) % 12 + (12 if half[0] in "pP" else 0))
    return moment_of((*match.groups(), hour, minute, second), subseconds or fraction or "")


def _compact(words: str) -> TakenDate | None:
    match = _COMPACT.search(words)
    return moment_of(match.groups()[:6], match[7] or "") if match else None


def _day_first(words: str) -> TakenDate | None:
    """A date with dots between the numbers. It is in the order of central Europe: day, month, year."""
    match = _DAY_FIRST.search(words)
    if match is None:
        return None
    time = _TIME.match(words, match.end())
    hour, minute, second = time.groups()[:3] if time else (None, None, None)
    return moment_of((match[3], match[2], match[1], hour, minute, second))


def _in_words(words: str) -> TakenDate | None:
    """RFC 1123 ("Thu, 04 Mar 2021 11:22:33 +0000"), which the PNG standard recommends for its field Creation Time."""
    try:
        found = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment_of(found.timetuple()[:6])


def _microsecond(fraction: str) -> int:
    digits = re.match(r"\d+", fraction)
    return int(digits.group()[:6].ljust(6, "0")) if digits else 0


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", errors="replace")
    # Anything after the first NUL is old content of the camera's memory.
    return value.partition("\0")[0][:_LONGEST].strip() if isinstance(value, str) else ""
