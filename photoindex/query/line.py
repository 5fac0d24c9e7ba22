"""A typed query: one line, or several words from a shell that are read as one line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from photoindex.errors import QueryError, UnknownNameError, UsageError
from photoindex.query.tree import Span

LONGEST = 20_000
"""The largest number of characters in a query. The parser and the index need memory for each of its terms."""


@dataclass(frozen=True, slots=True)
class Line:
    """The text of a query, and the parts of it that were typed as words of their own. A name never extends over the end
    of a part.
    """

    text: str
    parts: tuple[Span, ...] = field(default=())

    def fail(self, message: str, span: Span, *, hint: str = "") -> NoReturn:
        """Raise the error about a part of this line."""
        raise QueryError(message, self.text, *span, hint=hint)

    def blame(self, error: UsageError, span: Span) -> NoReturn:
        """Raise an error again, as one about a part of this line."""
        raise QueryError(error.message, self.text, *span, hint=error.hint, advice=error.advice) from error


def line_of(words: str | Sequence[str]) -> Line:
    """Join the words of a shell; a text is one word.

    Raises:
        QueryError: the line is too long.
        UnknownNameError: a word of the shell is empty: a script has probably left out a name, and must not get every
            photo instead.
    """
    parts, text = [], ""
    for word in [words] if isinstance(words, str) else words:
        if not isinstance(words, str) and not word.strip():
            typed = " ".join(f'"{each}"' if not each.strip() else each for each in words)
            at = typed.index(f'"{word}"')
            raise UnknownNameError("a name is empty", typed, at, at + len(word) + 2, hint="Type a name or a term.")
        text += " " if text else ""
        parts.append(Span(len(text), len(text) + len(word)))
        text += word
    line = Line(text, tuple(parts))
    if len(text) > LONGEST:
        shown = Line(text[:60])
        shown.fail(f"the query has {len(text):,} characters", Span(0, 60), hint=f"{LONGEST:,} are possible.")
    return line
