"""Say what is wrong with a query, what could stand there, and what was probably meant."""

import difflib
import re
from collections.abc import Collection, Sequence

from photoindex.domain.names import comparable, find_person, match_names, short_name
from photoindex.domain.people import Person
from photoindex.errors import NotFoundError, QueryError, UnknownNameError
from photoindex.query.globs import is_path
from photoindex.query.line import Line
from photoindex.query.moments import is_relative
from photoindex.query.terms import TERMS, Term
from photoindex.query.tree import Span
from photoindex.query.values import VALUES

# Words with at least this similarity (0 to 1, as difflib measures it) are taken for a mistyped form of each other.
_ALIKE = 0.75
_LIKE_A_TERM = 0.85
# A mistyped name of several words is compared as a whole, up to this number of words.
_MOST_WORDS = 4
_COMPARED = re.compile(r"([a-z]+)([<>=]+.*)")
_PICTURE = re.compile(r"\.(jpe?g|png|hei[cf]|webp|tiff?|gif|bmp|avif|jxl|dng|cr2|cr3|nef|arw)$", re.IGNORECASE)
_SLASHES = re.compile(r"[/\\]")
_YEARS = re.compile(r"(\d{4})[-\u2013](\d{4})")
# A term whose value may have spaces, and a value without quotes.
_VALUE_BEFORE = re.compile(r"((?:folder|file|camera|text|place|like):)\s*([^\s\"]+)\s+$", re.IGNORECASE)

# Other words for the terms, as users of other programs know them.
_OTHER_WORDS = {
    "person": ("who", "with", "people", "persons", "name", "face"),
    "count": ("faces", "number", "persons"),
    "date": ("taken", "day", "on"),
    "folder": ("path", "dir", "directory", "album"),
    "file": ("filename",),
    "ext": ("type", "format", "extension", "filetype"),
    "camera": ("make", "model", "device"),
    "text": ("caption", "title", "description", "comment", "keyword", "keywords", "tag", "tags", "subject"),
    "near": ("gps", "geo"),
    "place": ("location", "in", "where", "city", "town", "country"),
    "like": ("similar",),
}
_TERM_MEANT = {word: term for term, words in _OTHER_WORDS.items() for word in words}
_PERIODS = {"since": "since 2015", "from": "since 2015", "after": "since 2015",
            "until": "until 2015", "to": "until 2015", "before": "until 2015"}  # fmt: skip


def no_such_term(name: str, key: Span, persons: Sequence[Person], line: Line) -> QueryError:
    """The error about a word with a colon that is not a term."""
    person = find_person(name, persons)
    meant = _TERM_MEANT.get(name) or next(iter(difflib.get_close_matches(name, TERMS, n=1, cutoff=0.6)), None)
    if person is not None:
        hint = f"Write the name without the colon: {short_name(person.name)}"
    elif len(name) == 1 and line.text[key.end : key.end + 1] in ("/", "\\"):
        hint = f"A folder is written folder:{line.text[key.start :]}"
    elif name in _PERIODS:
        hint = f"Write it without the colon: {_PERIODS[name]}"
    elif meant:
        term = TERMS[meant]
        hint = f"Did you mean {term.written}? For example: {term.example}"
    else:
        hint = (
            f"There are: {', '.join(term.written for term in TERMS.values())}. Put a name that has a colon in quotes."
        )
    return QueryError(f"there is no term {name}:", line.text, *key, hint=hint)


def unknown_name(
    run: Sequence[tuple[str, Span]], place: int, persons: Sequence[Person], error: NotFoundError, line: Line
) -> UnknownNameError:
    """The error about the word at `place` of the words that follow each other in `run`: it begins no name. `error` says
    so of this word alone.
    """
    text, span = run[place]
    term = _meant_file(text) or _meant_date(text.casefold()) or _meant_term(text) or _nearer_term(text, persons)
    if term is not None:
        return UnknownNameError(error.message, line.text, *span, hint=term)
    first, last = _likely_name(run, place, persons)
    if last - first > 1:
        whole = " ".join(word for word, _ in run[first:last])
        try:
            match_names([whole], persons)
        except NotFoundError as better:
            error, span = better, Span(run[first][1].start, run[last - 1][1].end)
    near = _names_like(line.text[span.start : span.end], persons)
    hint = error.hint or (f"Did you mean {near}?" if near else _in_quotes(run, line))
    return UnknownNameError(error.message, line.text, *span, hint=hint, advice=None if hint else error.advice or None)


def _names_like(typed: str, persons: Sequence[Person]) -> str:
    """The people with a word in their name that resembles the typed one: "Ann or Tom"; empty if there are none."""
    words: dict[str, list[str]] = {}
    for person in persons:
        for word in comparable(person.name).split():
            words.setdefault(word, []).append(short_name(person.name))
    close = difflib.get_close_matches(comparable(typed), words, n=2, cutoff=_ALIKE)
    return " or ".join(list(dict.fromkeys(name for word in close for name in words[word]))[:3])


def _likely_name(run: Sequence[tuple[str, Span]], place: int, persons: Sequence[Person]) -> tuple[int, int]:
    """The words around `place` that resemble a name most, as the first word and the word after the last one."""
    known = {comparable(person.name) for person in persons}
    best, found = _ALIKE, (place, place + 1)
    for first in range(max(0, place - _MOST_WORDS + 1), place + 1):
        for last in range(place + 1, min(len(run), first + _MOST_WORDS) + 1):
            typed = comparable(" ".join(word for word, _ in run[first:last]))
            close = difflib.get_close_matches(typed, known, n=1, cutoff=best)
            # "Grandma Bob" is Grandma and somebody else, although it resembles "Grandma".
            if close and len(close[0].split()) == last - first:
                best, found = _likeness(typed, close[0]) + 1e-9, (first, last)
    return found


def _meant_file(text: str) -> str | None:
    """What to write, if the word is the name of a picture or a path."""
    if _PICTURE.search(text):
        name = _SLASHES.split(text)[-1]
        return f"A file is written file:{name}"
    return f"A folder is written folder:{text}" if is_path(text) else None


def _meant_date(word: str) -> str | None:
    """What to write, if the word is a period or a date relative to today."""
    years = _YEARS.fullmatch(word)
    if years:
        return f"A period is written with two dots: {years[1]}..{years[2]}"
    ago = word.removesuffix("..")
    if is_relative(f"-{ago}") or is_relative(ago):
        return f"Dates relative to today are written date:{'' if is_relative(ago) else '-'}{word}"
    return None


def _meant_term(text: str) -> str | None:
    """What to write, if the word resembles a term rather than a name."""
    word = text.casefold()
    compared = _COMPARED.fullmatch(word)
    if compared and TERMS.get(compared[1]) is not None and TERMS[compared[1]].takes == "value":
        return f"Write a colon after the term: {compared[1]}:{compared[2].removeprefix('=')}"
    for name, values in VALUES.items():
        if word in values:
            return f"Did you mean {name}:{word}? Each value needs its term: {name}:{values[0]} | {name}:{word}"
    return None


def _nearer_term(text: str, persons: Sequence[Person]) -> str | None:
    """A hint if the word resembles a term more than any name; otherwise None. A name that it resembles too comes
    first.
    """
    word = text.casefold()
    close = difflib.get_close_matches(word, TERMS, n=1, cutoff=_LIKE_A_TERM)
    if not close:
        return None
    names = {form for person in persons for form in (comparable(person.name), *comparable(person.name).split())}
    nearest = difflib.get_close_matches(comparable(text), names, n=1, cutoff=_LIKE_A_TERM)
    if nearest and _likeness(comparable(text), nearest[0]) >= _likeness(word, close[0]):
        return None
    term = TERMS[close[0]]
    near = _names_like(text, persons)
    if near:
        return f"Did you mean {near}, or the term {_shown(term)}?"
    if word == term.name:
        return f"The term is written with a colon and a value: {term.example}"
    return f"Did you mean the term {_shown(term)}? Or put the name in quotes."


def _in_quotes(run: Sequence[tuple[str, Span]], line: Line) -> str:
    """A hint if the words probably belong to the value of the term before them."""
    before = _VALUE_BEFORE.search(line.text[: run[0][1].start])
    if before is None:
        return ""
    value = " ".join([before[2], *(word for word, _ in run)])
    return f'Put a value with spaces in quotes: {before[1]}"{value}"'


def _likeness(typed: str, word: str) -> float:
    return difflib.SequenceMatcher(None, typed, word).ratio()


def _shown(term: Term) -> str:
    return term.name if term.takes == "nothing" else term.example


def unexpected(kind: str, span: Span, possible: Collection[str], line: Line) -> QueryError:
    """The error about a terminal that cannot stand where it does. `possible` are the kinds that could."""
    text = line.text[span.start : span.end]
    if possible == {"DATE"}:
        before = _word_before(line, span.start)
        word = line.text[before.start : before.end]
        hint = f'Write a year, a month or a day. Put a name that contains "{word}" in quotes.'
        if kind == "NAME":
            return QueryError(f"{text!r} is not a date", line.text, *span, hint=hint)
        return QueryError("a date is missing", line.text, *before, hint=hint)
    if possible == {"NAME"}:
        place = _word_before(line, span.start) if kind == "$END" else span
        return QueryError(
            "a name is missing after only:", line.text, *place, hint=f"For example: {TERMS['only'].example}"
        )
    if kind == "CLOSE" and "CLOSE" not in possible and "$END" in possible:
        return QueryError("this parenthesis was not opened", line.text, *span, hint="Remove it, or write ( before it.")
    place = _word_before(line, span.start) if kind == "$END" else span
    after = _word_before(line, span.start)
    shown = line.text[after.start : after.end]
    where = f"after {shown}" if shown else f"before {text}"
    return QueryError(f"a name or a term is missing {where}", line.text, *place, hint=_could_stand(possible))


def not_closed(opened: Span, line: Line) -> QueryError:
    """The error about a parenthesis that is never closed."""
    return QueryError("this parenthesis is not closed", line.text, *opened, hint="Write ) after its last part.")


def _could_stand(possible: Collection[str]) -> str:
    kinds = [("NAME", "a name"), ("TERM", "a term such as year:2004"), ("OPEN", "("), ("NOT", "- for not")]
    words = [word for kind, word in kinds if kind in possible]
    return f"Possible here: {', '.join(words[:-1])} or {words[-1]}." if len(words) > 1 else ""


def _word_before(line: Line, end: int) -> Span:
    """The last word before a position."""
    text = line.text[:end].rstrip(" \t\n,;&+")
    start = max((text.rfind(letter) for letter in " (\t\n"), default=-1) + 1
    if text.endswith("("):
        start = len(text) - 1
    return Span(start, len(text))
