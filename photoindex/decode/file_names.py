"""Find the dates that cameras, phones, messengers and people write into file names."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePath

from photoindex.decode.dates import TakenDate, moment_of

# IMG_20210304_112233, PXL_20231006_063909898, 20210304112233, IMG-20210304-WA0001
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?:[-_ T.]?(\d\d)(\d\d)(\d\d)\d{0,3})?(?!\d)")

# 2021-03-04 11.22.33, Screenshot_2020-01-01-12-34-56, signal-2021-03-04-112233, 2021-03-04 at 1.22.33 PM
_DASHED = re.compile(
    r"(?<!\d)(\d{4})([-_.])(\d\d)\2(\d\d)(?!\d)"
    r"(?:(?:[-_ T.]{1,3}|[ _]at[ _])(\d{1,2})[-_.:h]?(\d\d)[-_.:m]?(\d\d)(?!\d)(?:\s?([AaPp])\.?[Mm])?)?"
)

# Eight digits may be the number of a download just as well as a date. If the name is that of a download, this text
# comes after or before the digits.
_BEHIND_A_NUMBER = re.compile(r"[-_ .]*\d{6,}|_[noqs]\b|[A-Za-z0-9]")
_BEFORE_A_NUMBER = re.compile(r"\d{6,}[-_ .]*$")
_LONG_DIGITS = re.compile(r"\d{5,}")
_WORD = re.compile(r"[^\W\d_]{3,}")

# The year of the first cameras that named files by date; people wrote any earlier dates.
_FIRST_NAMED_BY_MACHINES = 1990
_FIRST_NAMED_BY_PEOPLE = 1900
_WORDS_OF_MACHINES = frozenset(
    ("img", "dsc", "dscf", "dscn", "image", "images", "photo", "photos", "pict", "picture", "pic", "received", "snap",
     "screenshot", "scan", "vid", "video", "file", "download", "mvimg", "pxl", "cimg", "pano", "burst", "wallpaper")
)  # fmt: skip


def date_in_name(name: str) -> TakenDate | None:
    """The date, with its time if given, in the last part of a path.

    Digits without separators count as a date only where they are unlikely to be another kind of number.
    """
    path = PurePath(name)
    stem = path.name if path.suffix[1:2].isdigit() else path.stem
    return next((found for found in (*_compact_dates(stem), *_dashed_dates(stem)) if found), None)


def _compact_dates(stem: str) -> Iterator[TakenDate | None]:
    for match in _COMPACT.finditer(stem):
        whole = moment_of(match.groups()) if match[4] else None
        if whole and whole.precision == "second":
            if whole.moment.year >= _FIRST_NAMED_BY_PEOPLE or match.start():
                yield whole
            continue
        day = moment_of((*match.groups()[:3], None, None, None))
        # The digits after the date may be a counter rather than a time of day.
        if day and day.precision == "day" and _is_a_day(stem, match, day.moment):
            yield day


def _is_a_day(stem: str, match: re.Match[str], day: datetime) -> bool:
    end = match.end(3)
    before, behind = stem[: match.start()], stem[end:]
    if _BEHIND_A_NUMBER.match(behind) and match[4] is None:
        return False
    if match[4] is not None and _LONG_DIGITS.search(behind[8:]):
        return False
    if _BEFORE_A_NUMBER.search(before) or day > datetime.now() + timedelta(days=1):
        return False
    return day.year >= _FIRST_NAMED_BY_MACHINES or (
        day.year >= _FIRST_NAMED_BY_PEOPLE and _is_written_by_people(before + " " + behind)
    )


def _is_written_by_people(rest: str) -> bool:
    words = {word.casefold() for word in _WORD.findall(rest)}
    return bool(words - _WORDS_OF_MACHINES) and not _LONG_DIGITS.search(rest)


def _dashed_dates(stem: str) -> Iterator[TakenDate | None]:
    for match in _DASHED.finditer(stem):
        year, _, month, day, hour, minute, second, half = match.groups()
        if half:
            hour = str(int(hour) % 12 + (12 if half in "pP" else 0))
        found = moment_of((year, month, day, hour, minute, second))
        if found and found.precision in {"year", "month"}:
            continue
        if found and found.precision == "minute":
            found = moment_of((year, month, day, None, None, None))
        yield found
