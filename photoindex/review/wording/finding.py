"""Put a search into words: what it looks for, what is wrong with the line, and how an export ended."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoindex.errors import QueryError
from photoindex.operations.find import TERMS, quoted_name
from photoindex.review.wording.dates import typed_date
from photoindex.wording.counts import agreeing, count
from photoindex.wording.dates import written_date
from photoindex.wording.lists import listed

if TYPE_CHECKING:
    from photoindex.errors import PhotoIndexError
    from photoindex.operations.find import Found, FoundPhoto, Query
    from photoindex.review.exports import Progress


__all__ = [
    "TERMS",
    "Fault",
    "began",
    "date_of",
    "ended",
    "label_of",
    "left_out",
    "looked_for",
    "names_of",
    "notes",
    "quoted_name",
    "undated",
    "unknown_births",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a typed line: the faulty part, the text before and after it, and what to do."""

    before: str
    part: str
    after: str
    error: str
    hint: str

    @classmethod
    def of(cls, error: "PhotoIndexError", text: str) -> "Fault":
        """The fault that an error reports."""
        start, end = (error.start, error.end) if isinstance(error, QueryError) else (0, len(text))
        message = error.message[:1].upper() + error.message[1:]
        return cls(text[:start], text[start:end], text[end:], message, error.hint)


def looked_for(query: "Query", photos: int) -> str:
    """The result in one line: "12 photos with Grandma and Tom, 2015 to 2016", or only the number of photos if the query
    is more than names and a period.
    """
    names = names_of(query)
    if not query.plain or (query.period and (_is_relative(query.period.first) or _is_relative(query.period.last))):
        return count(photos, "photo")
    who = f" with {listed(names)}" if names else ""
    return f"{count(photos, 'photo')}{who}{_when(query.period.first, query.period.last) if query.period else ''}"


def names_of(query: "Query") -> list[str]:
    """The whole names of the people whom the photos must show."""
    return [match.person.name for match in query.people]


def _is_relative(date: str | None) -> bool:
    return date is not None and not date[0].isdigit()


def unknown_births(query: "Query") -> str:
    """Why ages are not found."""
    if query.no_births:
        return "Nobody has a date of birth. Add one on the page of a person."
    names = [person.name for person in query.without_birth]
    return f"The date of birth of {listed(names)} is not known. Add it on their page." if names else ""


def notes(query: "Query") -> list[str]:
    """What the query cannot find yet, and which of its names have several meanings."""
    said = [
        f"{place.typed} is the name of several places: {'; '.join(place.towns)}. Write more for one of them."
        for place in query.places
        if len(place.towns) > 1
    ]
    if query.unplaced:
        have = agreeing(query.unplaced, "has", "have")
        said.append(f"{count(query.unplaced, 'photo')} with a position {have} no place yet: the next scan finds it.")
    if query.unread:
        said.append(f"The texts of {count(query.unread, 'photo')} have not been read yet: the next scan reads them.")
    return said


def undated(photos: int) -> str:
    """How many photos a query leaves out because their date is unknown."""
    return f"{count(photos, 'photo')} without a date {agreeing(photos, 'is', 'are')} left out."


def _when(since: str | None, until: str | None) -> str:
    if since is not None and until is not None:
        return f", {typed_date(since)}" if since == until else f", {typed_date(since)} to {typed_date(until)}"
    if since is not None:
        return f", since {typed_date(since)}"
    return f", until {typed_date(until)}" if until is not None else ""


def label_of(photo: "FoundPhoto") -> str:
    """What a screen reader says for a photo."""
    names = tuple(dict.fromkeys(face.name for face in photo.faces if face.name))
    who = listed(names) if names else "a photo"
    return f"{who}, {date_of(photo) or 'no date'}"


def date_of(photo: "FoundPhoto") -> str:
    """The date below a photo: day, month and year as far as they are known."""
    return written_date(photo.taken_at, photo.taken_precision) if photo.taken_at is not None else ""


def left_out(found: "Found") -> list[str]:
    """What the grid does not show."""
    said = []
    away = sum(photo.away for photo in found.photos)
    if away:
        said.append(
            f"{count(away, 'photo')} on this page cannot be opened now: {count(len(found.away), 'folder')} offline."
        )
    if found.lost:
        said.append(
            f"{count(len(found.lost), 'photo')} on this page left out: the file is missing or holds another photo."
        )
    return said


def began(photos: int, folder: str) -> str:
    """What happens when an export begins."""
    return f"Copying {count(photos, 'photo')} to {folder}."


def ended(progress: "Progress") -> tuple[str, str]:
    """How far an export is or how it ended, and what to do."""
    if progress.error is not None:
        return progress.error.message, progress.error.hint
    if progress.report is None:
        return f"{progress.done:,} of {progress.total:,} photos", ""
    report = progress.report
    parts = [f"{count(report.written, 'photo')} added"]
    parts += [f"{report.rewritten:,} written again"] if report.rewritten else []
    parts += [f"{report.kept:,} kept"] if report.kept else []
    parts += [f"{report.removed:,} removed"] if report.removed else []
    skipped = (
        f"{count(len(report.skipped), 'photo')} left out: the file is missing or damaged." if report.skipped else ""
    )
    return f"{', '.join(parts)}. Open index.html in {progress.folder}.", skipped
