"""Read the values of terms, such as `1998..2004` or `52.5,13.4,5km`."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from photoindex.domain.dates import start_of
from photoindex.domain.photo_texts import folded
from photoindex.errors import UsageError
from photoindex.query.moments import begin_of, check_date, finish_of, is_relative
from photoindex.query.ranges import ends, hint_for, number, ordered, whole
from photoindex.query.tree import (
    Age,
    Count,
    Dates,
    Leaf,
    Like,
    Measure,
    Months,
    Near,
    Pattern,
    Place,
    Range,
    Span,
    Status,
    StatusName,
)

STATUSES: tuple[StatusName, ...] = ("confirmed", "automatic", "suggested", "ignored")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip

_PERIOD = re.compile(r"\d{4}\s*[-\u2013]\s*\d{4}")
_METRES = {"m": 1.0, "km": 1_000.0, "mi": 1_609.344}
_NEAR = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*,\s*([-+]?\d+(?:\.\d+)?)\s*,\s*(\d+(?:\.\d+)?)\s*(km|m|mi)")

_WITH_COMMAS = {"near", "folder", "file", "camera", "text", "place", "like"}

Measured = Literal["confidence", "size", "quality"]


def read_value(term: str, text: str, span: Span) -> Leaf:
    """The leaf that a term and its value stand for.

    Raises:
        UsageError: the term has no such value.
    """
    several = text.strip().split(",")
    if len(several) > 1 and term not in _WITH_COMMAS:
        hint = f"Write each value with its term: {' | '.join(f'{term}:{value.strip()}' for value in several[:2])}"
        raise UsageError(f"{term}: takes one value", hint=hint)
    return _READ[term](text.strip(), span)


def read_period(first: str | None, last: str | None) -> Dates:
    """The period from one date to another.

    Raises:
        UsageError: a date is invalid, or the period ends before it begins.
    """
    dates = Dates(check_date(first) if first else None, check_date(last) if last else None)
    if dates.first and dates.last:
        relative = is_relative(dates.first), is_relative(dates.last)
        # Whether a relative date lies before an absolute one changes from day to day.
        backwards = begin_of(dates.first, _SOME_DAY) >= finish_of(dates.last, _SOME_DAY)
        if relative in ((True, True), (False, False)) and backwards:
            raise UsageError(f"the start date {first} is after the end date {last}")
    return dates


_SOME_DAY = datetime(2000, 1, 1)


def _measure(name: Measured, example: str, *, unit: str, most: float | None) -> Callable[[str, Span], Measure]:
    def read(text: str, _span: Span) -> Measure:
        low, high, strict = ends(text, example)
        limits = [None if each is None else _share(each, example, most, unit) for each in (low, high)]
        return Measure(name, ordered(Range(limits[0], limits[1], strict), text))

    return read


def _share(text: str, example: str, most: float | None, unit: str) -> float:
    if most is not None and text.endswith("%"):
        value = round(number(text[:-1], example) / 100, 12)
    else:
        value = number(text, example, unit=unit)
    if most is not None and value > most:
        raise UsageError(
            f"{text} is more than {most:g}", hint=f"Write 0 to {most:g}, or a percentage: {example} or 80%."
        )
    return value


def _dates(text: str, _span: Span) -> Dates:
    low, high, strict = ends(text, "date:2004-07..2005")
    for each in filter(None, (low, high)):
        if _PERIOD.fullmatch(each):
            raise UsageError(f"{each!r} is not a date", hint=hint_for(each, "date:2004-07..2005"))
    if not strict:
        return read_period(low, high)
    raise UsageError(f"{text!r} is not a period", hint="Use .. with the first and the last date, or >= and <=.")


def _years(text: str, span: Span) -> Dates:
    low, high, strict = ends(text, "year:1998..2004")
    for each in filter(None, (low, high)):
        if not (each.isascii() and each.isdigit()):
            is_period = _PERIOD.fullmatch(each) is not None
            hint = hint_for(each, "year:1998..2004") if is_period else "For months and days, use date:2004-07."
            raise UsageError(f"{each!r} is not a year", hint=hint)
        if len(each) != 4:
            raise UsageError(f"{each!r} is not a year", hint="Write four digits: year:1998..2004")
        start_of(each)
    low, high = (f"{int(low) + strict:04}" if low else None), (f"{int(high) - strict:04}" if high else None)
    return read_period(low, high)


def _months(text: str, _span: Span) -> Months:
    low, high, strict = ends(text, "month:june..august")
    if strict:
        raise UsageError(f"{text!r} is not a range of months", hint="For example: month:6..8")
    return Months(_month(low) if low else 1, _month(high) if high else 12)


def _month(text: str) -> int:
    word = text.lower()
    if word.isascii() and word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 12:
        return int(word)
    fitting = [number for number, name in enumerate(MONTHS, start=1) if len(word) >= 3 and name.startswith(word)]
    if fitting:
        return fitting[0]
    hint = (
        f"For a month of one year: date:{text}"
        if "-" in text
        else "Write 1 to 12 or an English name: month:june..august"
    )
    raise UsageError(f"{text!r} is not a month", hint=hint)


def _status(text: str, _span: Span) -> Status:
    word = text.lower()
    for status in STATUSES:
        if status == word:
            return Status(status)
    close = [status for status in STATUSES if status[:4] == word[:4]]
    hint = f"Did you mean {close[0]}?" if close else f"Write {', '.join(STATUSES[:-1])} or {STATUSES[-1]}."
    raise UsageError(f"{text!r} is not a status", hint=hint)


def _near(text: str, _span: Span) -> Near:
    found = _NEAR.fullmatch(text.lower())
    if found is None:
        raise UsageError(
            f"{text!r} is not a place and a distance",
            hint="Write latitude, longitude and distance without spaces: near:52.5,13.4,5km",
        )
    latitude, longitude, distance = float(found[1]), float(found[2]), float(found[3])
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise UsageError(
            f"{found[1]},{found[2]} is not a place",
            hint="The latitude comes first, -90 to 90, then the longitude, -180 to 180.",
        )
    return Near(latitude, longitude, distance * _METRES[found[4]])


def _text(text: str, span: Span) -> Pattern:
    if not folded(text):
        raise UsageError(f"{text!r} has no visible characters", hint="For example: text:birthday")
    return Pattern("text", text, span)


def _place(text: str, span: Span) -> Place:
    if not any(letter.isalpha() for letter in text):
        hint = "For a latitude and a longitude: near:52.5,13.4,5km"
        raise UsageError(f"{text!r} is not the name of a place", hint=hint)
    return Place(text, span)


def _pattern(name: Literal["folder", "file", "ext", "camera"]) -> Callable[[str, Span], Pattern]:
    def read(text: str, span: Span) -> Pattern:
        value = text.lower().removeprefix("*").removeprefix(".") if name == "ext" else text
        if not value:
            raise UsageError("a value is missing", hint=f"For example: {EXAMPLES[name]}")
        return Pattern(name, value, span)

    return read


EXAMPLES = {"folder": "folder:holidays", "file": "file:IMG_12*", "ext": "ext:heic", "camera": "camera:nikon"}

_READ: Mapping[str, Callable[[str, Span], Leaf]] = {
    "count": lambda text, _span: Count(whole(text, "count:2..4")),
    "year": _years,
    "month": _months,
    "date": _dates,
    "age": lambda text, span: Age(whole(text, "age:3..6"), span),
    "folder": _pattern("folder"),
    "file": _pattern("file"),
    "ext": _pattern("ext"),
    "camera": _pattern("camera"),
    "text": _text,
    "near": _near,
    "place": _place,
    "like": Like,
    "status": _status,
    "confidence": _measure("confidence", "confidence:>=0.9", unit="", most=1.0),
    "size": _measure("size", "size:>=200", unit="px", most=None),
    "quality": _measure("quality", "quality:>=0.7", unit="", most=1.0),
}

VALUES: Mapping[str, Sequence[str]] = {"status": STATUSES, "month": MONTHS}
"""The values that can be proposed for a term."""
