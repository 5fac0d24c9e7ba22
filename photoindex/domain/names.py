"""Clean the names of people that a user types, and match them to existing people."""

import difflib
import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from photoindex.advice.actions import Action
from photoindex.domain.people import Person
from photoindex.errors import NotFoundError, UsageError

# The limit is in characters, including spaces. No real name is longer, and the limit keeps output and comparisons
# short.
LONGEST_NAME = 200

# Direction marks, which reverse the text that follows, and spaces without width; contacts copied from other programs
# contain them. Joiners stay: names in some scripts need them.
_INVISIBLE = {
    ord(character): None for character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff"
}


# The first words of the names that Unicode gives to letters of scripts without spaces.
_WITHOUT_SPACES = {
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "KATAKANA-HIRAGANA",
    "IDEOGRAPHIC",
    "HANGUL",
    "THAI",
    "LAO",
    "KHMER",
    "MYANMAR",
}
# At most this many people are listed when a partial name matches several.
_MOST_LISTED = 10


# A search for a person compares the names of all persons.
@lru_cache(maxsize=1 << 14)
def comparable(name: str) -> str:
    """Convert a name to a form in which different spellings of it are equal. Differences in case, in the encoding of
    accents, in spacing and in invisible characters are ignored.
    """
    seen = "".join(character for character in name if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def clean_name(text: str) -> str:
    """A name as it is stored: accents are composed, and each run of spaces and line breaks is a single space.

    Raises:
        UsageError: the name is empty or invisible, consists only of digits, is longer than 200 characters, or contains
            control characters or bytes that are not text.
    """
    name = tidied(text)
    _check_characters(name)
    if not comparable(name):
        raise UsageError("a person's name is missing", advice=Action.GIVE_NAME)
    if name.isdigit():
        raise UsageError(f"{name} looks like an id, not like a name", advice=Action.GIVE_NAME)
    return name


def clean_search_name(text: str) -> str:
    """The name of a saved search as it is stored, in the form of `clean_name` and without a leading "@".

    Raises:
        UsageError: the name is empty or invisible, is longer than 200 characters, or contains control characters or
            bytes that are not text.
    """
    name = tidied(text).removeprefix("@").lstrip()
    _check_characters(name)
    if not comparable(name):
        raise UsageError(
            "a name for the search is missing", hint="Give it one, such as kids; a query uses it as @kids."
        )
    return name


def _check_characters(name: str) -> None:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        raise UsageError(f"the name {name!a} contains control characters")
    if len(name) > LONGEST_NAME:
        raise UsageError(f"the name {name[:20]!r}... has {len(name):,} letters", hint=f"{LONGEST_NAME} are possible.")


def tidied(text: str) -> str:
    """A name without invisible characters, with composed accents and single spaces. It may still be invalid."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def as_typed(name: str) -> str:
    """A name quoted for a shell."""
    return f'"{name}"' if not set(name) & set('"$`\\!') else shlex.quote(name)


def find_person(name: str, persons: Iterable[Person]) -> Person | None:
    """The person of that name, or None."""
    wanted = comparable(name)
    return next((person for person in persons if comparable(person.name) == wanted), None)


@dataclass(frozen=True, slots=True)
class Match:
    """A person whom a typed name matches. `exact` says whether the typed name is the person's whole name."""

    typed: str
    person: Person
    exact: bool


def match_names(names: Sequence[str], persons: Sequence[Person]) -> list[Match]:
    """The persons with these names, without repetition. A partial name is enough if it matches only one person.

    Every typed word must begin a word of the name; accents do not count. In scripts that put no spaces between words,
    it may be any part of the name. Use this only for lookups: decisions about people need whole names
    (`resolve_names`).

    Raises:
        NotFoundError: a name matches nobody, or several people; the hint lists them or the closest names.
    """
    found: dict[int, Match] = {}
    for name in names:
        person = find_person(name, persons)
        match = Match(name, person or _only_one(name, persons), exact=person is not None)
        found.setdefault(match.person.person_id, match)
    return list(found.values())


def _only_one(name: str, persons: Sequence[Person]) -> Person:
    wanted = _words(name)
    fitting = [person for person in persons if wanted and _begin_words(wanted, _words(person.name))]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise _nobody_called(name, name, persons)
    listed = ", ".join(sorted(person.name for person in fitting[:_MOST_LISTED]))
    more = f" and {len(fitting) - _MOST_LISTED:,} more" if len(fitting) > _MOST_LISTED else ""
    raise NotFoundError(
        f"{name!r} may be {len(fitting):,} people: {listed}{more}",
        hint="Type more of the name. Put several words in quotes.",
    )


def matches_start(typed: str, name: str) -> bool:
    """Whether each typed word begins a different word of the name, or is a part of it in scripts without spaces; case
    and accents do not count.
    """
    wanted = _words(typed)
    return bool(wanted) and _begin_words(wanted, _words(name))


def names_one(typed: str, persons: Sequence[Person]) -> bool:
    """Whether `match_names` finds a person for this typed name. Unlike `match_names`, this looks for no proposals."""
    return find_person(typed, persons) is not None or sum(matches_start(typed, person.name) for person in persons) == 1


def _begin_words(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each wanted word begins a different word of the name, or is a part of it in scripts without spaces."""
    left = sorted(words, key=len)
    whole = "".join(words)
    for start in sorted(wanted, key=len, reverse=True):
        if _has_no_spaces(start):
            if start not in whole:
                return False
            continue
        word = next((word for word in left if word.startswith(start)), None)
        if word is None:
            return False
        left.remove(word)
    return True


def _has_no_spaces(word: str) -> bool:
    """Whether a word is written in scripts that put no spaces between words, or none between the parts of a name."""
    return not word.isascii() and all(unicodedata.name(letter, "").split(" ")[0] in _WITHOUT_SPACES for letter in word)


@lru_cache(maxsize=1 << 14)
def _words(name: str) -> tuple[str, ...]:
    """The words of the `comparable` form of a name, without accents."""
    letters = unicodedata.normalize("NFKD", comparable(name))
    return tuple("".join(letter for letter in letters if not unicodedata.combining(letter)).replace("-", " ").split())


def resolve_names(names: Sequence[str], persons: Sequence[Person]) -> list[Person]:
    """The persons with these whole names, without repetition.

    Raises:
        NotFoundError: nobody has one of the names; the hint gives the closest ones.
    """
    found: dict[int, Person] = {}
    for name in names:
        person = find_person(name, persons)
        if person is None:
            raise _nobody_called(short_name(name), name[:LONGEST_NAME], persons)
        found[person.person_id] = person
    return list(found.values())


def short_name(name: str) -> str:
    """A name for display, cut to the longest length that a name may have; a restored index may hold longer names."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def _nobody_called(shown: str, name: str, persons: Sequence[Person]) -> NotFoundError:
    message = f"nobody is called {shown!r}"
    # The names are cut because the time for a comparison is proportional to the product of both lengths.
    by_form = {comparable(person.name[:LONGEST_NAME]): short_name(person.name) for person in persons}
    if not by_form:
        advice = (Action.LIST_CLUSTERS, Action.NAME_CLUSTER)
        return NotFoundError(message, hint="Nobody has a name yet.", advice=advice)
    wanted = comparable(name)
    close = difflib.get_close_matches(wanted, by_form, n=3, cutoff=0.5)
    close += [form for form in by_form if wanted and wanted in form and form not in close]
    if close:
        return NotFoundError(message, hint=f"Did you mean {' or '.join(by_form[form] for form in close[:3])}?")
    return NotFoundError(message, advice=Action.LIST_NAMES)
