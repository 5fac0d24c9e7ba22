"""When a photo was taken, read from EXIF texts and from file names."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePath

# The oldest photograph that is left, Niépce's view from his window, was taken in 1826 or 1827.
_FIRST_YEAR = 1826

_EXIF = re.compile(r"(\d{4})[:\-/. ](\d{1,2})[:\-/. ](\d{1,2})[ T]+(\d{1,2})[:\-. ](\d{1,2})(?:[:\-. ](\d{1,2}))?")

# IMG_20210304_112233, PXL_20231006_063909898, 20210304112233, IMG-20210304-WA0001
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?:[-_ T.]?(\d\d)(\d\d)(\d\d)\d{0,3})?(?!\d)")

# 2021-03-04 11.22.33, Screenshot_2020-01-01-12-34-56, signal-2021-03-04-112233, 2021-03-04 at 1.22.33 PM
_DASHED = re.compile(
    r"(?<!\d)(\d{4})([-_.])(\d\d)\2(\d\d)(?!\d)"
    r"(?:(?:[-_ T.]{1,3}|[ _]at[ _])(\d{1,2})[-_.:h]?(\d\d)[-_.:m]?(\d\d)(?!\d)(?:\s?([AaPp])\.?[Mm])?)?"
)


def parse_exif_date(text: object, subseconds: object = None) -> datetime | None:
    """The moment in an EXIF text such as "2021:03:04 11:22:33", with the digits of its SubSecTime tag if it has one.

    None for anything that is no date or lies outside of 1826 to next year, as cameras without a set clock write it.
    """
    match = _EXIF.match(_text(text))
    if match is None:
        return None
    return _moment(match.groups(), _microsecond(subseconds))


def date_in_name(name: str) -> datetime | None:
    """The date, and the time if there is one, that cameras, phones and messengers write into file names.

    Only the last part of a path is read. A date without a time is midnight.
    """
    stem = PurePath(name).name
    return next((moment for moment in (*_compact_dates(stem), *_dashed_dates(stem)) if moment), None)


def _compact_dates(stem: str) -> Iterator[datetime | None]:
    for match in _COMPACT.finditer(stem):
        yield _moment_or_day(match.groups())


def _dashed_dates(stem: str) -> Iterator[datetime | None]:
    for match in _DASHED.finditer(stem):
        year, _, month, day, hour, minute, second, half = match.groups()
        if half:
            hour = str(int(hour) % 12 + (12 if half in "pP" else 0))
        yield _moment_or_day((year, month, day, hour, minute, second))


def _moment_or_day(parts: Sequence[str | None]) -> datetime | None:
    # What stands behind the date may be a counter that is no time of day.
    return _moment(parts) or _moment((*parts[:3], None, None, None))


def _moment(parts: Sequence[str | None], microsecond: int = 0) -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    if not _FIRST_YEAR <= year <= datetime.now().year + 1:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, microsecond)
    except ValueError:
        return None


def _microsecond(subseconds: object) -> int:
    digits = re.match(r"\d+", _text(subseconds))
    return int(digits.group()[:6].ljust(6, "0")) if digits else 0


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", errors="replace")
    return value.strip("\0 ") if isinstance(value, str) else ""
