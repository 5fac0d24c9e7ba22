"""Read durations as people type them, and write them."""

import re
from typing import Any

import click

from photoindex.wording.counts import count

_PATTERN = re.compile(r"(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?")
_LONGEST = 366 * 24 * 60 * 60


class Duration(click.ParamType[float]):
    """Converts a duration, such as 45s, 30m, 2h or 1h30m, to seconds. A number without a unit means seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        text = str(value).strip().lower()
        match = _PATTERN.fullmatch(f"{text}s" if text.isdigit() else text)
        seconds = (
            sum(int(part or 0) * unit for part, unit in zip(match.groups(), (3600, 60, 1), strict=True)) if match else 0
        )
        if seconds > _LONGEST:
            self.fail(f"{value!r} is longer than a year.", param, ctx)
        if not seconds:
            self.fail(f"{value!r} is not a span of time. Write it like 45s, 30m, 2h or 1h30m.", param, ctx)
        return float(seconds)


def roughly(seconds: float) -> str:
    """An estimate: in less than a minute, about 3 minutes, about 2 hours."""
    minutes = round(seconds / 60)
    if minutes == 0:
        return "in less than a minute"
    return f"about {count(minutes, 'minute') if minutes < 100 else count(round(minutes / 60), 'hour')}"


def in_words(seconds: float) -> str:
    """A duration in words: 7.5 s, 2 min 7 s, 1 h 20 min."""
    if seconds < 60:
        return f"{seconds:.1f} s" if isinstance(seconds, float) else f"{seconds} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
