"""Split words that follow each other into the names of people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from photoindex.domain.names import match_names, matches_start, names_one
from photoindex.domain.people import Person
from photoindex.errors import NotFoundError
from photoindex.query.line import Line
from photoindex.query.mistakes import unknown_name
from photoindex.query.tree import Span

# No name has more words, and each further word of a run costs a comparison with all names.
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may be part of a name, or a quoted name."""

    text: str
    span: Span


def names_in(words: Sequence[Word], persons: Sequence[Person] | None, line: Line) -> Iterator[tuple[str, Span]]:
    """The names, as typed, and their places. Each is the longest run of words that is a name, or in which each word
    begins a word of one name. If `persons` is None, each word is a name.

    Raises:
        UnknownNameError: a name matches nobody, or several people.
    """
    left = list(words)
    while left:
        count = 1 if persons is None else _length(left, persons, words, line)
        taken, left = left[:count], left[count:]
        yield " ".join(word.text for word in taken), Span(taken[0].span.start, taken[-1].span.end)


def _length(left: Sequence[Word], persons: Sequence[Person], run: Sequence[Word], line: Line) -> int:
    """The number of words of the first name."""
    # Whoever is meant has a word that begins with the first one typed.
    possible = [person for person in persons if matches_start(left[0].text, person.name)]
    for count in range(min(len(left), _MOST_WORDS), 0, -1):
        if names_one(" ".join(word.text for word in left[:count]), possible):
            return count
    place = len(run) - len(left)
    try:
        match_names([left[0].text], persons)
    except NotFoundError as error:
        raise unknown_name([(word.text, word.span) for word in run], place, persons, error, line) from None
    return 1
