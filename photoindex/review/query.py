"""Understand the line that somebody types to find photos: names of people and dates.

A name may be partial, and must be in quotes if it contains words that have a meaning here. A date is a year, a month or
a day: "2015", "since 2015", "until 2016-03", "2015 to 2016", "2015..2016".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.domain.dates import start_of
from photoindex.domain.names import match_names
from photoindex.domain.people import Person
from photoindex.errors import NotFoundError, PhotoIndexError, UsageError
from photoindex.operations.find import FindRequest

_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<comma>[,;&+])|(?P<word>[^\s",;&+]+)')
_DATE = re.compile(r"\d{4}(?:-\d{1,2}){0,2}")
_RANGE = re.compile(r"(\d{4}(?:-\d{1,2}){0,2})\.\.(\d{4}(?:-\d{1,2}){0,2})")
_SINCE, _UNTIL, _AND = {"since", "from", "after"}, {"until", "to", "before"}, {"and", "with"}


class QueryError(UsageError):
    """A line that cannot be understood; `start` and `end` say which part of it."""

    def __init__(self, cause: PhotoIndexError, start: int, end: int) -> None:
        super().__init__(cause.message, hint=cause.hint)
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    quoted: bool = False
    separates: bool = False

    @property
    def plain(self) -> str:
        """The word if it may be a keyword or a date; otherwise an empty text."""
        return "" if self.quoted or self.separates else self.text.casefold()


def understand(text: str, persons: Sequence[Person]) -> FindRequest:
    """What to find.

    Raises:
        QueryError: a name matches nobody or several people, or a date is invalid.
    """
    reader = _Reader(_words(text), persons)
    while reader.left:
        reader.read()
    return FindRequest(tuple(reader.names), reader.since, reader.until)


def _words(text: str) -> list[_Word]:
    words = []
    for found in _TOKEN.finditer(text):
        quoted = found["quoted"]
        content = quoted if quoted is not None else found[0]
        words.append(_Word(content, found.start(), found.end(), quoted is not None, found["comma"] is not None))
    return words


class _Reader:
    """Reads words from left to right."""

    def __init__(self, words: Sequence[_Word], persons: Sequence[Person]) -> None:
        self.left = list(words)
        self.names: list[str] = []
        self.since: str | None = None
        self.until: str | None = None
        self._persons = persons

    def read(self) -> None:
        """Read one name, one date or one word between them."""
        word = self.left[0]
        span = _RANGE.fullmatch(word.plain)
        if word.separates or word.plain in _AND:
            self.left.pop(0)
        elif word.plain in _SINCE | _UNTIL:
            self.left.pop(0)
            date = self._date(word)
            if word.plain in _SINCE:
                self.since = date
            else:
                self.until = date
        elif span is not None:
            self.left.pop(0)
            self.since, self.until = (_checked(each, word) for each in span.groups())
        elif _DATE.fullmatch(word.plain):
            self._year_or_more()
        else:
            self._name()

    def _year_or_more(self) -> None:
        """A date alone means that year, month or day; followed by "to", it is the start of a period."""
        date = self._date(self.left[0])
        self.since = self.since or date
        if not (self.left and self.left[0].plain in _UNTIL):
            self.until = date

    def _date(self, after: _Word) -> str:
        if not self.left:
            raise QueryError(
                UsageError("a date is missing", hint="Write a year, a month or a day."), after.start, after.end
            )
        word = self.left.pop(0)
        return _checked(word.text, word)

    def _name(self) -> None:
        """Take the longest run of words that is a name, or in which each word begins a word of a name."""
        run = [self.left[0]]
        for word in self.left[1:]:
            if run[0].quoted or word.quoted or word.separates or _means_something(word):
                break
            run.append(word)
        error: NotFoundError | None = None
        for length in range(len(run), 0, -1):
            typed = " ".join(word.text for word in run[:length])
            try:
                (match,) = match_names([typed], self._persons)
            except NotFoundError as missing:
                error = missing
                continue
            self.names.append(match.person.name)
            del self.left[:length]
            return
        assert error is not None
        raise QueryError(error, run[0].start, run[0].end)


def _means_something(word: _Word) -> bool:
    keywords = _SINCE | _UNTIL | _AND
    return word.plain in keywords or bool(_DATE.fullmatch(word.plain) or _RANGE.fullmatch(word.plain))


def _checked(date: str, word: _Word) -> str:
    try:
        start_of(date)
    except UsageError as error:
        raise QueryError(error, word.start, word.end) from error
    return date
