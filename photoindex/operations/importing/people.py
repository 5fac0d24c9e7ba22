"""Find the person that a name of another program means, or introduce a new one."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from photoindex.domain.names import comparable
from photoindex.domain.people import Decision, PeopleState, Person
from photoindex.people.decisions.standing import in_force

# Comparing 1,000 names of one word with each other, letter by letter, takes about ten seconds.
_MOST_COMPARED = 1_000
_ALIKE = 0.8
# Many short names, such as Ann and Dan, differ in one letter.
_LONG_WORD = 4


@dataclass(frozen=True, slots=True)
class Renamed:
    """A name of another program that a person had here before they were renamed or merged, and the name they have
    now.
    """

    written: str
    now: str


@dataclass(frozen=True, slots=True)
class AlikeNames:
    """A name that becomes a new person, and another name that looks so similar that both may be one person."""

    name: str
    other: str


class NamesHere:
    """The persons that names mean; those that nobody had before get new ids."""

    def __init__(self, state: PeopleState, decisions: Sequence[Decision]) -> None:
        self._persons = state.persons
        self._by_name = _by_name([*_undone(decisions), *state.former.values(), *state.persons.values()])
        self._earlier = _earlier_names(state, decisions)
        ever = (who for item in decisions for who in (item.person_id, item.other_id) if who is not None)
        self._next = max(ever, default=0) + 1
        self._written: dict[int, str] = {}
        self.renamed: dict[str, Renamed] = {}

    def person(self, name: str) -> Person:
        """The person whom a clean name means.

        A person of the name comes first, then somebody who had the name before they were renamed or merged, then
        somebody without faces. Otherwise the person is new.
        """
        form = comparable(name)
        known = self._by_name.get(form)
        earlier = self._earlier.get(form)
        if earlier is not None and (known is None or known.person_id not in self._persons):
            self.renamed.setdefault(form, Renamed(name, earlier.name))
            return earlier
        if known is None:
            known = self._by_name[form] = Person(self._next, name)
            self._next += 1
        self._written.setdefault(known.person_id, name)
        return known

    def is_new(self, person: Person) -> bool:
        """Whether the person has no face yet."""
        return person.person_id not in self._persons

    def spelled_otherwise(self) -> list[AlikeNames]:
        """The names that mean somebody who is here but are spelled in another way."""
        return [
            AlikeNames(written, self._persons[who].name)
            for who, written in self._written.items()
            if who in self._persons and self._persons[who].name != written
        ]

    def alike(self, new: Iterable[Person]) -> list[AlikeNames]:
        """For each new person, a name so similar that both may be one person: only accents differ, the words are in
        another order, or a few letters of one long word differ.
        """
        new = list(new)
        names = [person.name for person in (*self._persons.values(), *new)]
        without_word: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        same: dict[tuple[str, ...], list[str]] = {}
        for name in names:
            words = _words(name)
            same.setdefault(words, []).append(name)
            for at, word in enumerate(words):
                without_word.setdefault((*words[:at], *words[at + 1 :]), []).append((word, name))
        found: list[AlikeNames] = []
        for person in new:
            words = _words(person.name)
            other = next((name for name in same[words] if name != person.name), None) or _near(words, without_word)
            if other is not None and AlikeNames(other, person.name) not in found:
                found.append(AlikeNames(person.name, other))
        return found


def _near(words: Sequence[str], without_word: Mapping[tuple[str, ...], Sequence[tuple[str, str]]]) -> str | None:
    """A name that differs from these words in a few letters of one word."""
    for at, word in enumerate(words):
        others = without_word[*words[:at], *words[at + 1 :]]
        for theirs, name in others if len(others) <= _MOST_COMPARED else ():
            long = len(word) >= _LONG_WORD and len(theirs) >= _LONG_WORD
            if long and theirs != word and SequenceMatcher(None, word, theirs).ratio() >= _ALIKE:
                return name
    return None


def _words(name: str) -> tuple[str, ...]:
    """The words of a name in alphabetical order, without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", comparable(name))
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return tuple(sorted(kept.split()))


def _by_name(persons: Iterable[Person]) -> dict[str, Person]:
    """The persons by their comparable names; of several with one name, the last."""
    return {comparable(person.name): person for person in persons}


def _undone(decisions: Sequence[Decision]) -> list[Person]:
    """Persons that only undone decisions mention, so that an import that is undone and made again names the same
    persons.
    """
    mentioned = {who for item in in_force(decisions) for who in (item.person_id, item.other_id)}
    return [
        Person(item.person_id, item.person_name)
        for item in reversed(decisions)
        if item.person_id is not None and item.person_name and item.person_id not in mentioned
    ]


def _earlier_names(state: PeopleState, decisions: Sequence[Decision]) -> dict[str, Person]:
    """The persons here by the names that they had before they were renamed or merged. A name that several people had
    is left out.
    """
    counting = in_force(decisions)
    into: dict[int, int] = {}
    for item in counting:
        if item.kind == "merge" and item.person_id is not None and item.other_id is not None:
            gone, stays = _end_of(into, item.person_id), _end_of(into, item.other_id)
            if gone != stays:
                into[gone] = stays
    found: dict[str, set[int]] = {}
    for item in counting:
        for who, name in ((item.person_id, item.person_name), (item.other_id, item.other_name)):
            if who is not None and name:
                found.setdefault(comparable(name), set()).add(_end_of(into, who))
    return {
        form: state.persons[who]
        for form, ids in found.items()
        for who in ids
        if len(ids) == 1 and who in state.persons and comparable(state.persons[who].name) != form
    }


def _end_of(into: dict[int, int], person_id: int) -> int:
    while person_id in into:
        person_id = into[person_id]
    return person_id
