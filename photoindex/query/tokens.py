"""Split a query into the terminals of its grammar: names, terms, dates, operators and parentheses.

- A word that begins with a known term and a colon is a term. Names that contain such a word, or a word that has a
  meaning here, are typed in quotes. A word of the shell that is exactly the name of a person needs no quotes.
- A word that begins with "@" is a saved search; its name is in quotes if it has spaces.
- Commas, semicolons, "&", "+", "and" and "with" only end a name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.domain.names import find_person
from photoindex.domain.people import Person
from photoindex.errors import UsageError
from photoindex.query.line import Line
from photoindex.query.mistakes import no_such_term, unexpected
from photoindex.query.names import Word, names_in
from photoindex.query.terms import TERMS
from photoindex.query.tree import Count, Dates, Flag, FlagName, Leaf, Range, Saved, Someone, Span
from photoindex.query.values import read_period, read_value

_SPACE_OR_AND = re.compile(r"[\s,;&+]+")
_OPERATOR = re.compile(r"\|+|[()]|[-!\u2212]")
_OPERATORS = {"(": "OPEN", ")": "CLOSE", "|": "OR", "-": "NOT", "!": "NOT", "\u2212": "NOT"}
_QUOTES = '"\u201c\u201d\u201e'
_QUOTED = re.compile(rf"[{_QUOTES}]((?:[^{_QUOTES}\\]|\\.)*)([{_QUOTES}])", re.DOTALL)
_KEY = re.compile(r"([^\W\d_]+):")
_WORD = re.compile(rf"[^\s,;&+|(){_QUOTES}]+")
_DATE = re.compile(r"\d{4}(?:-\d{1,2}){0,2}")
_PERIOD = re.compile(rf"({_DATE.pattern})\.\.({_DATE.pattern})")
_HYPHEN = re.compile(rf"[-\u2212]\s+({_DATE.pattern})(?![^\s)])")
_TIME = re.compile(rf"(?:year|date):\s*{_DATE.pattern}", re.IGNORECASE)
_WORDS = {
    "or": "OR", "not": "NOT", "and": "", "with": "",
    "since": "SINCE", "from": "SINCE", "after": "SINCE", "until": "UNTIL", "to": "UNTIL", "before": "UNTIL",
}  # fmt: skip
_FLAGS: dict[str, FlagName] = {
    "unnamed": "unnamed", "stranger": "stranger", "twice": "twice", "together": "together", "undated": "undated",
}  # fmt: skip
_COUNTS = {"nobody": 0, "alone": 1}

KEYWORDS = frozenset(_WORDS) | frozenset(_FLAGS) | frozenset(_COUNTS)
"""The words that mean something in a query; a name that is one of them is typed in quotes."""


@dataclass(frozen=True, slots=True)
class Token:
    """A terminal of the grammar, its place in the line, and the leaf that it stands for (names and terms) or its text
    (dates).
    """

    kind: str
    span: Span
    leaf: Leaf | None = None
    text: str = ""


def tokens_of(line: Line, persons: Sequence[Person] | None) -> list[Token]:
    """The terminals of a line. Words that follow each other are split into names of `persons`; if this is None, each
    word is a name.

    Raises:
        QueryError: there is no such term, a value is invalid, or quotes are not closed.
        UnknownNameError: a name matches nobody, or several people.
    """
    found: list[Token] = []
    for part in line.parts:
        text = line.text[part.start : part.end]
        if persons and text.strip() and find_person(text, persons) is not None:
            found.append(Token("NAME", part, Someone(text.strip(), part)))
        else:
            _Scanner(line, part, persons, found).read()
    return found


class _Scanner:
    """Reads one part of the line from left to right, and adds its terminals to `found`."""

    def __init__(self, line: Line, part: Span, persons: Sequence[Person] | None, found: list[Token]) -> None:
        self._line, self._text, self._end, self._persons = line, line.text, part.end, persons
        self._at = part.start
        self._run: list[Word] = []
        self._found = found

    def read(self) -> None:
        while self._at < self._end:
            blank = _SPACE_OR_AND.match(self._text, self._at, self._end)
            if blank:
                self._at = blank.end()
                if blank[0].strip():
                    self._end_run()
                continue
            token = self._next()
            if token is not None:
                self._end_run()
                self._found += [token] if token.kind else []
        self._end_run()

    def _end_run(self) -> None:
        """Add the names that the words since the last other terminal stand for."""
        run, self._run = self._run, []
        for name, span in names_in(run, self._persons, self._line):
            self._found.append(Token("NAME", span, Someone(name, span)))

    def _next(self) -> Token | None:
        """The next terminal; its kind is empty if it only ends a name. None if a word of a name was read."""
        operator = _OPERATOR.match(self._text, self._at, self._end)
        if operator:
            self._refuse_hyphen(operator.end())
            return Token(_OPERATORS[operator[0][0]], self._move(operator.end()))
        if self._text[self._at] in _QUOTES:
            return self._quoted()
        if self._text[self._at] == "@" and self._at + 1 < self._end:
            search = self._search()
            if search is not None:
                return search
        key = _KEY.match(self._text, self._at, self._end)
        if key:
            return self._term(key[1].casefold(), Span(key.start(), key.end()))
        word = _WORD.match(self._text, self._at, self._end)
        assert word is not None
        return self._word(word[0], self._move(word.end()))

    def _refuse_hyphen(self, end: int) -> None:
        """Refuse "1998 - 2004": nobody means 1998 without 2004."""
        dates = _HYPHEN.match(self._text, self._at, self._end)
        if not dates or self._run or not self._found:
            return
        first = self._found[-1]
        written = self._text[first.span.start : first.span.end]
        if first.kind == "DATE" or (first.kind == "TERM" and _TIME.fullmatch(written)):
            hint = f"A period is written with two dots: {written}..{dates[1]}"
            self._line.fail("a period is not written with a hyphen", Span(self._at, end), hint=hint)

    def _move(self, end: int) -> Span:
        span = Span(self._at, end)
        self._at = end
        return span

    def _search(self) -> Token | None:
        """The saved search that begins here; None if "@" is a word of its own."""
        quoted = _QUOTED.match(self._text, self._at + 1, self._end)
        word = quoted or _WORD.match(self._text, self._at + 1, self._end)
        if word is None:
            return None
        name = _unescaped(quoted[1]) if quoted else word[0]
        span = self._move(word.end())
        return Token("TERM", span, Saved(name, span))

    def _quoted(self) -> Token:
        found = _QUOTED.match(self._text, self._at, self._end)
        if found is None:
            rest = Span(self._at, self._end)
            self._line.fail("the quotation mark is not closed", rest, hint="Close it after the name, or leave it out.")
        span, name = self._move(found.end()), _unescaped(found[1])
        ((checked, _),) = names_in([Word(name, span)], self._persons, self._line)
        return Token("NAME", span, Someone(checked, span))

    def _word(self, text: str, span: Span) -> Token | None:
        plain = text.casefold()
        if plain in _WORDS and (plain != "to" or self._to_a_date()):
            return Token(_WORDS[plain], span)
        if plain in _FLAGS:
            return Token("TERM", span, Flag(_FLAGS[plain], span))
        if plain in _COUNTS:
            return Token("TERM", span, Count(Range(_COUNTS[plain], _COUNTS[plain])))
        if _DATE.fullmatch(text):
            return Token("DATE", span, text=text)
        period = _PERIOD.fullmatch(text)
        if period:
            return Token("TERM", span, self._period(period[1], period[2], span))
        if not self._run and self._found and self._found[-1].kind in ("SINCE", "UNTIL"):
            raise unexpected("NAME", span, {"DATE"}, self._line)
        self._run.append(Word(text, span))
        return None

    def _to_a_date(self) -> bool:
        """Whether "to", which also begins many names, stands beside a date."""
        after_date = bool(self._found) and self._found[-1].kind == "DATE" and not self._run
        return after_date or re.match(r"\s+\d", self._text[self._at : self._end]) is not None

    def _period(self, first: str, last: str, span: Span) -> Dates:
        try:
            return read_period(first, last)
        except UsageError as error:
            self._line.blame(error, span)

    def _term(self, name: str, key: Span) -> Token:
        term = TERMS.get(name)
        if term is None:
            raise no_such_term(name, key, self._persons or (), self._line)
        if term.takes == "nothing":
            hint = f"Write it without the colon: {term.example}"
            self._line.fail(f"{name} takes no value", key, hint=hint)
        if term.takes == "names":
            return Token("ONLY", self._move(key.end))
        self._at = key.end
        while self._at < self._end and self._text[self._at].isspace():
            self._at += 1
        if term.takes == "name":
            return self._person(key)
        value, end = self._value()
        span = Span(key.start, end)
        self._at = end
        if not value.strip():
            self._line.fail(f"a value is missing after {term.written}", key, hint=f"For example: {term.example}")
        try:
            return Token("TERM", span, read_value(name, value, span))
        except UsageError as error:
            self._line.blame(error, Span(end - len(value) if self._text[end - 1] not in _QUOTES else key.end, end))

    def _person(self, key: Span) -> Token:
        """Read the name after `person:`, in which no word has a meaning."""
        if self._at < self._end and self._text[self._at] in _QUOTES:
            return self._quoted()
        words, start = [], self._at
        while word := _WORD.match(self._text, self._at, self._end):
            words.append(Word(word[0], self._move(word.end())))
            while self._at < self._end and self._text[self._at].isspace():
                self._at += 1
        if not words:
            self._line.fail("a name is missing after person:", key, hint=f"For example: {TERMS['person'].example}")
        name, span = next(iter(names_in(words, self._persons, self._line)))
        self._at = max(span.end, start)
        return Token("NAME", span, Someone(name, span))

    def _value(self) -> tuple[str, int]:
        """The value that begins here, and where it ends: quoted, or up to a space, "|", a comma before a space, or a
        parenthesis that was not opened in it.
        """
        quoted = _QUOTED.match(self._text, self._at, self._end)
        if quoted:
            return _unescaped(quoted[1]), quoted.end()
        if self._at < self._end and self._text[self._at] in _QUOTES:
            self._line.fail("the quotation mark is not closed", Span(self._at, self._end), hint="Close it.")
        end, depth = self._at, 0
        while end < self._end:
            letter, after = self._text[end], self._text[end + 1 : min(end + 2, self._end)]
            depth += (letter == "(") - (letter == ")")
            if letter.isspace() or letter == "|" or depth < 0 or (letter in ",;" and (not after or after.isspace())):
                break
            end += 1
        return self._text[self._at : end], end


def _unescaped(text: str) -> str:
    """The text between quotation marks, without the backslashes before special characters."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
