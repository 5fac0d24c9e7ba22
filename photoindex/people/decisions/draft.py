"""Hold the state of people while decisions are applied to it one by one."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from photoindex.domain.names import comparable
from photoindex.domain.people import NEVER_A_FACE, NEVER_A_PERSON, FaceRef, Lifespan, PeopleState, Person
from photoindex.people.decisions.sightings import Key, Sightings


class OfFaces(NamedTuple):
    """The parts of `PeopleState` that say something about single faces, for the faces in the index."""

    confirmed: Mapping[int, int]
    ignored: frozenset[int]
    not_faces: frozenset[int]
    rejected: Mapping[int, frozenset[int | None]]
    grouped: frozenset[int]


class Said(NamedTuple):
    """The person that a human gave a face (None for ignored, `NEVER_A_FACE` for a wrong detection), and whether the
    decision was about many faces at once.
    """

    who: int | None
    as_group: bool

    @property
    def person(self) -> int | None:
        """The person that a human gave the face; None if a human decided that it is not a person's."""
        return None if self.who == NEVER_A_FACE else self.who


@dataclass(slots=True)
class Draft:
    """`said` holds the latest word on each face. `denied` holds the persons that each face was said not to be, and
    whether this was said about many faces at once.

    `said_singly` contains every face whose latest word was about that face alone; it may contain other faces as well.
    Person ids in `said` and `denied` are the ids that remain after merges; `into` maps a merged person to the person
    that it became part of.
    """

    sightings: Sightings
    names: dict[int, str] = field(default_factory=dict)
    said: dict[Key, Said] = field(default_factory=dict)
    said_singly: set[Key] = field(default_factory=set)
    denied: dict[Key, dict[int | None, bool]] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)
    lives: dict[int, Lifespan] = field(default_factory=dict)
    apart: list[list[list[Key]]] = field(default_factory=list)
    different: list[tuple[int, int]] = field(default_factory=list)
    twice: set[tuple[int, int]] = field(default_factory=set)
    portraits: dict[int, Sequence[Key]] = field(default_factory=dict)

    def keys_of(self, refs: Sequence[FaceRef]) -> list[Key]:
        return self.sightings.keys(refs)

    def merged_id(self, person_id: int) -> int:
        """The id of the person that this one has become through merges."""
        while person_id in self.into:
            person_id = self.into[person_id]
        return person_id

    def introduce(self, person_id: int, name: str | None) -> int:
        """Give a person a name if they have none; return the id of the person they have become through merges."""
        person_id = self.merged_id(person_id)
        self.names.setdefault(person_id, name or "")
        return person_id

    def say_all(self, keys: Sequence[Key], who: int | None, *, as_group: bool) -> None:
        """Record who each of these faces is. If nothing said earlier prevents it, this is one step."""
        if self.denied.keys().isdisjoint(keys) and (not as_group or self.said_singly.isdisjoint(keys)):
            self.said.update(dict.fromkeys(keys, Said(who, as_group)))
            if not as_group:
                self.said_singly.update(keys)
            return
        for key in keys:
            self.say(key, who, as_group=as_group)

    def say(self, key: Key, who: int | None, *, as_group: bool) -> None:
        before = self.said.get(key)
        denied = self.denied.get(key)
        if as_group:
            single = before is not None and not before.as_group
            if single or (denied is not None and denied.get(who) is False):
                return
        self.said[key] = Said(who, as_group)
        if not as_group:
            self.said_singly.add(key)
        if denied is not None:
            denied.pop(who, None)

    def deny(self, key: Key, who: int | None, *, as_group: bool) -> None:
        before = self.said.get(key)
        if before is not None and before.who == who:
            if as_group and not before.as_group:
                return
            del self.said[key]
        denied = self.denied.setdefault(key, {})
        denied[who] = as_group and denied.get(who, True)

    def merge(self, person_id: int, other_id: int, name: str | None) -> None:
        """Apply everything said about one person to the other person. In a conflict, what was said about the other
        person wins.
        """
        gone, stays = self.merged_id(person_id), self.introduce(other_id, name)
        if gone == stays:
            return
        self.into[gone] = stays
        for key, said in self.said.items():
            if said.who == gone:
                self.said[key] = Said(stays, said.as_group)
        for key, denied in self.denied.items():
            if gone in denied:
                as_group = denied.pop(gone)
                denied[stays] = as_group and denied.get(stays, True)
            if stays in denied and key in self.said and self.said[key].who == stays:
                del denied[stays]
        if gone in self.portraits:
            self.portraits.setdefault(stays, self.portraits.pop(gone))
        life = self.lives.pop(gone, Lifespan())
        self.live(
            stays, *(ours or theirs for ours, theirs in zip(self.lives.get(stays, Lifespan()), life, strict=True))
        )

    def live(self, person_id: int, born: date | None, died: date | None) -> None:
        """Set the beginning and end of a life, if they are given. `died` is the first day after the person's death."""
        person_id = self.merged_id(person_id)
        before = self.lives.get(person_id, Lifespan())
        self.lives[person_id] = Lifespan(born or before.born, died or before.died)

    def state(self) -> PeopleState:
        existing = {who for who, _ in self.said.values() if who is not None} - {NEVER_A_FACE}
        here = [(key, who, as_group) for key, (who, as_group) in self.said.items() if isinstance(key, int)]
        confirmed = {key: who for key, who, _ in here if who is not None and who != NEVER_A_FACE}
        faces = OfFaces(
            confirmed=confirmed,
            ignored=frozenset(key for key, who, _ in here if who == NEVER_A_PERSON),
            not_faces=frozenset(key for key, who, _ in here if who == NEVER_A_FACE),
            rejected=dict(self._rejected()),
            grouped=frozenset(key for key, _, as_group in here if as_group and key in confirmed),
        )
        return self.state_of(existing, faces)

    def state_of(self, existing: Collection[int], faces: OfFaces) -> PeopleState:
        """The state, given the persons with at least one face, here or missing, and what is said about faces."""
        pairs = (sorted((self.merged_id(one), self.merged_id(other))) for one, other in self.different)
        return PeopleState(
            persons=self._persons(sorted(existing)),
            confirmed=faces.confirmed,
            ignored=faces.ignored,
            not_faces=faces.not_faces,
            rejected=faces.rejected,
            grouped=faces.grouped,
            apart=tuple(_separations(self.apart, faces.confirmed)),
            different_persons=frozenset((one, other) for one, other in pairs if one != other),
            same_twice=frozenset(self.twice),
            lifespans={
                who: Lifespan(life.born, life.died - timedelta(days=1) if life.died else None)
                for who, life in sorted(self.lives.items())
                if life.born or life.died
            },
            former={
                who: Person(who, name)
                for who, name in sorted(self.names.items())
                if name and who not in self.into and who not in existing
            },
            portraits={
                who: shown
                for who, keys in sorted(self.portraits.items())
                if who in existing and (shown := frozenset(key for key in keys if isinstance(key, int)))
            },
        )

    def _rejected(self) -> Iterator[tuple[int, frozenset[int | None]]]:
        for key, denied in self.denied.items():
            persons = frozenset(who for who in denied if who != NEVER_A_FACE)
            if isinstance(key, int) and persons:
                yield key, persons

    def _persons(self, existing: Iterable[int]) -> dict[int, Person]:
        """Give everybody a different name, because undone and imported decisions can leave two people with the same
        name.
        """
        persons: dict[int, Person] = {}
        taken: set[str] = set()
        for person_id in existing:
            name, number = self.names[person_id], 2
            while comparable(name) in taken:
                name, number = f"{self.names[person_id]} ({number})", number + 1
            taken.add(comparable(name))
            persons[person_id] = Person(person_id, name)
        return persons


def _separations(
    said: Sequence[Sequence[Sequence[Key]]], confirmed: Mapping[int, int]
) -> Iterator[tuple[frozenset[int], ...]]:
    """The sides of each entry. All faces of one person are put on the side that holds most of that person's faces."""
    for entry in said:
        faces: dict[int, int] = {}
        for side, keys in enumerate(entry):
            for key in keys:
                if isinstance(key, int):
                    faces.setdefault(key, side)
        counts = Counter((confirmed[face], side) for face, side in faces.items() if face in confirmed)
        home: dict[int, int] = {}
        for (person_id, side), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            home.setdefault(person_id, side)
        sides: list[set[int]] = [set() for _ in entry]
        for face, side in faces.items():
            if face not in confirmed or home[confirmed[face]] == side:
                sides[side].add(face)
        if sum(map(bool, sides)) > 1:
            yield tuple(frozenset(side) for side in sides if side)
