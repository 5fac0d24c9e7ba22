"""Which faces a human, or one photo, says are the same person or not, in the form that grouping can obey."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState

NOBODY = -1
IGNORED = -2


@dataclass(frozen=True, slots=True)
class Constraints:
    """What is known of n faces, by their place 0..n-1.

    - `party` is int64 (n,): the person that a human confirmed, `IGNORED` or `NOBODY`. Faces of one person are one
      group in the end, ignored ones need not be; faces of different parties are never in one group.
    - `barred` maps a place to the parties it must not be grouped with.
    - `apart` holds, for each time it was said, groups of places that are different people.
    - `twice` are pairs of places of one photo that may be one person, the lower first.
    """

    party: NDArray[np.int64]
    barred: Mapping[int, frozenset[int]] = field(default_factory=dict)
    apart: Sequence[Sequence[frozenset[int]]] = ()
    twice: frozenset[tuple[int, int]] = frozenset()

    @staticmethod
    def none(count: int) -> "Constraints":
        """Nothing is known of `count` faces but their photos."""
        return Constraints(np.full(count, NOBODY, dtype=np.int64))

    def reordered(self, order: NDArray[np.int64]) -> "Constraints":
        """The same for faces that stand in another order: the face at `order[i]` now stands at i."""
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        return Constraints(
            self.party[order],
            {int(place[face]): parties for face, parties in self.barred.items()},
            [[frozenset(place[list(group)].tolist()) for group in groups] for groups in self.apart],
            frozenset(_pair(int(place[one]), int(place[other])) for one, other in self.twice),
        )


def constraints_of(face_ids: NDArray[np.int64], state: PeopleState) -> Constraints:
    """What a human said about the faces with these ids, int64 (n,)."""
    said: dict[int, int] = dict.fromkeys(state.ignored, IGNORED) | dict(state.confirmed)
    place = {face: at for at, face in enumerate(face_ids.tolist())}
    party = np.array([said.get(face, NOBODY) for face in place], dtype=np.int64)
    barred = {
        place[face]: frozenset(IGNORED if who is None else who for who in state.forbidden(face))
        for face in state.rejected.keys() | state.outside_life.keys()
        if face in place
    }
    apart = [[frozenset(place[face] for face in group if face in place) for group in groups] for groups in state.apart]
    twice = frozenset(
        _pair(place[one], place[other]) for one, other in state.same_twice if one in place and other in place
    )
    return Constraints(party, barred, [groups for groups in apart if sum(map(bool, groups)) > 1], twice)


def persons_ruled_out(state: PeopleState) -> dict[int, frozenset[int]]:
    """Face id -> the persons of whom a confirmed face was said to be somebody else than this one."""
    ruled_out: dict[int, frozenset[int]] = {}
    for groups in state.apart:
        persons = [frozenset(state.confirmed[face] for face in group if face in state.confirmed) for group in groups]
        for at, group in enumerate(groups):
            others = frozenset[int]().union(*persons[:at], *persons[at + 1 :])
            if others:
                ruled_out |= {face: ruled_out.get(face, frozenset()) | others for face in group}
    return ruled_out


class Limits:
    """Keeps, while groups grow, what each must not be joined with."""

    def __init__(
        self,
        labels: NDArray[np.int64],
        photo: NDArray[np.int64],
        constraints: Constraints,
        settled: frozenset[int] = frozenset(),
    ) -> None:
        """`labels` and `photo` are int64 (n,). No two `settled` groups are ever joined."""
        self._settled = set(settled)
        self._photos: dict[int, set[int]] = {}
        self._party: dict[int, int] = {}
        self._barred: dict[int, set[int]] = {}
        self._sides: dict[int, dict[int, int]] = {}
        entries: list[list[tuple[int, Collection[int]]]] = [list(enumerate(groups)) for groups in constraints.apart]
        entries += _apart_beside_twice(constraints.twice, self._hold_photos(labels, photo, constraints.twice))
        for place in np.flatnonzero(constraints.party != NOBODY).tolist():
            self._party[int(labels[place])] = int(constraints.party[place])
        for place, parties in constraints.barred.items():
            self._barred.setdefault(int(labels[place]), set()).update(parties)
        for entry, sides in enumerate(entries):
            for side, places in sides:
                for place in places:
                    self._sides.setdefault(int(labels[place]), {})[entry] = side

    def _hold_photos(
        self, labels: NDArray[np.int64], photo: NDArray[np.int64], twice: frozenset[tuple[int, int]]
    ) -> dict[int, list[int]]:
        """Note the photos that several faces share; returns the places of those where a person may be twice."""
        _, inverse, counts = np.unique(photo, return_inverse=True, return_counts=True)
        excepted = {int(photo[place]) for pair in twice for place in pair}
        mirrored: dict[int, list[int]] = {}
        for place in np.flatnonzero(counts[inverse] > 1).tolist():
            name = int(photo[place])
            if name in excepted:
                mirrored.setdefault(name, []).append(place)
            else:
                self._photos.setdefault(int(labels[place]), set()).add(name)
        return mirrored

    def allows(self, one: int, other: int) -> bool:
        """Whether two groups may be joined."""
        if one in self._settled and other in self._settled:
            return False
        photos, of_other = self._photos.get(one), self._photos.get(other)
        if photos and of_other and not photos.isdisjoint(of_other):
            return False
        party, party_of_other = self._party.get(one, NOBODY), self._party.get(other, NOBODY)
        if NOBODY not in (party, party_of_other) and party != party_of_other:
            return False
        if party_of_other in self._barred.get(one, ()) or party in self._barred.get(other, ()):
            return False
        sides, sides_of_other = self._sides.get(one), self._sides.get(other)
        if not sides or not sides_of_other:
            return True
        return all(sides_of_other.get(entry, side) == side for entry, side in sides.items())

    def join(self, group: int, other: int) -> None:
        """`other` has become part of `group`."""
        if other in self._settled:
            self._settled.add(group)
        if other in self._photos:
            self._photos.setdefault(group, set()).update(self._photos.pop(other))
        if other in self._party:
            self._party[group] = self._party.pop(other)
        if other in self._barred:
            self._barred.setdefault(group, set()).update(self._barred.pop(other))
        if other in self._sides:
            self._sides.setdefault(group, {}).update(self._sides.pop(other))


def _apart_beside_twice(
    twice: frozenset[tuple[int, int]], mirrored: Mapping[int, list[int]]
) -> Iterable[list[tuple[int, Collection[int]]]]:
    """Where a person may be twice in a photo, its other pairs of faces are still two people: one entry for each."""
    for places in mirrored.values():
        for at, one in enumerate(places):
            for other in places[at + 1 :]:
                if _pair(one, other) not in twice:
                    yield [(0, frozenset([one])), (1, frozenset([other]))]


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
