"""Write dates as people say them."""

from datetime import datetime

from photoindex.domain.dates import start_of
from photoindex.domain.photo import TakenPrecision
from photoindex.wording.dates import written_date


def years(first: datetime | None, last: datetime | None) -> str:
    """The years of the first and the last photo: "2004", "2004 to 2010", or nothing if no photo has a date."""
    if first is None or last is None:
        return ""
    return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"


def said_date(moment: datetime, precision: TakenPrecision) -> str:
    """A date to its known precision: "2001", "February 2001", "3 February 2001", "3 February 2001, 14:05"."""
    day = written_date(moment, precision)
    return f"{day}, {moment:%H:%M}" if precision in ("minute", "second") else day


def typed_date(text: str) -> str:
    """A date as somebody typed it for a birth: "1931", "May 1931", "17 May 1931"."""
    precision: TakenPrecision = "year" if "-" not in text else "month" if text.count("-") == 1 else "day"
    return said_date(start_of(text), precision)


def life_in_words(born: str | None, died: str | None) -> str:
    """The known dates of a life, and nothing if none is known: "Born May 1931, died 2019"."""
    words = ", ".join(f"{word} {typed_date(text)}" for word, text in (("born", born), ("died", died)) if text)
    return words[:1].upper() + words[1:]
