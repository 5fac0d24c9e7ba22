"""Turn what humans and photos say about faces into constraints that clustering obeys."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState
from photoindex.people.parties import IGNORED, NOBODY, Parties, Party


@dataclass(frozen=True, slots=True)
class Constraints:
    """The facts known about n faces, which are identified by their rows 0..n-1.

    - `party` is int64 (n,): the person confirmed by a human, or `IGNORED`, or `NOBODY`. Confirmed faces of one person
      end up in one cluster; ignored faces need not. Faces of different parties (persons or `IGNORED`) are never in one
      cluster.
    - `barred` maps a row to the parties with which its face must not be clustered.
    - `apart` has one entry for each time a human said that faces are different people. The sides of an entry are sets
      of rows. Faces on different sides are different people.
    - `twice` holds pairs of rows, lower row first: two faces in one photo that may be one person.
    """

    party: Parties
    barred: Mapping[int, frozenset[Party]] = field(default_factory=dict)
    apart: Sequence[Sequence[frozenset[int]]] = ()
    twice: frozenset[tuple[int, int]] = frozenset()

    @staticmethod
    def none(count: int) -> "Constraints":
        """No constraints on `count` faces, except that faces in the same photo are different people."""
        return Constraints(Parties(np.full(count, NOBODY, dtype=np.int64)))

    def reordered(self, order: NDArray[np.int64]) -> "Constraints":
        """The same constraints for reordered faces: the face in row `order[i]` is now in row i."""
        row = np.empty(len(order), dtype=np.int64)
        row[order] = np.arange(len(order))
        return Constraints(
            Parties(self.party[order]),
            {int(row[face]): parties for face, parties in self.barred.items()},
            [[frozenset(row[list(side)].tolist()) for side in sides] for sides in self.apart],
            frozenset(_pair(int(row[one]), int(row[other])) for one, other in self.twice),
        )

    def only(self, rows: NDArray[np.int64]) -> "Constraints":
        """The constraints among some of the faces: the face in row `rows[i]` is now in row i."""
        row = {face: at for at, face in enumerate(rows.tolist())}
        return Constraints(
            Parties(self.party[rows]),
            {row[face]: parties for face, parties in self.barred.items() if face in row},
            [[frozenset(row[face] for face in side if face in row) for side in sides] for sides in self.apart],
            frozenset(_pair(row[one], row[other]) for one, other in self.twice if one in row and other in row),
        )


def constraints_of(face_ids: NDArray[np.int64], state: PeopleState) -> Constraints:
    """The constraints from what humans said about the faces with these ids, int64 (n,)."""
    said = dict.fromkeys(state.ignored, IGNORED) | {face: Party(who) for face, who in state.confirmed.items()}
    row = {face: at for at, face in enumerate(face_ids.tolist())}
    party = Parties(np.array([said.get(face, NOBODY) for face in row], dtype=np.int64))
    barred = {
        row[face]: frozenset(IGNORED if who is None else Party(who) for who in state.forbidden(face))
        for face in state.rejected.keys() | state.outside_life.keys()
        if face in row
    }
    apart = [[frozenset(row[face] for face in side if face in row) for side in sides] for sides in state.apart]
    twice = frozenset(_pair(row[one], row[other]) for one, other in state.same_twice if one in row and other in row)
    return Constraints(party, barred, [sides for sides in apart if sum(map(bool, sides)) > 1], twice)


def persons_ruled_out(state: PeopleState) -> dict[int, frozenset[int]]:
    """Map each face id to the persons it cannot be because a human said that the face and one of the person's confirmed
    faces are different people.
    """
    ruled_out: dict[int, frozenset[int]] = {}
    for sides in state.apart:
        persons = [frozenset(state.confirmed[face] for face in side if face in state.confirmed) for side in sides]
        for at, side in enumerate(sides):
            others = frozenset[int]().union(*persons[:at], *persons[at + 1 :])
            if others:
                ruled_out |= {face: ruled_out.get(face, frozenset()) | others for face in side}
    return ruled_out


class JoinLimits:
    """Keep track of which clusters must not be joined, while clusters grow."""

    def __init__(
        self,
        labels: NDArray[np.int64],
        photo: NDArray[np.int64],
        constraints: Constraints,
        settled: frozenset[int] = frozenset(),
    ) -> None:
        """`labels` and `photo` are int64 (n,). No two `settled` clusters are ever joined."""
        self._settled = set(settled)
        self._photos: dict[int, set[int]] = {}
        self._party: dict[int, Party] = {}
        self._barred: dict[int, set[Party]] = {}
        self._sides: dict[int, dict[int, int]] = {}
        entries: list[list[tuple[int, Collection[int]]]] = [list(enumerate(sides)) for sides in constraints.apart]
        entries += _apart_beside_twice(constraints.twice, self._hold_photos(labels, photo, constraints.twice))
        for row in np.flatnonzero(constraints.party != NOBODY).tolist():
            self._party[int(labels[row])] = Party(int(constraints.party[row]))
        for row, parties in constraints.barred.items():
            self._barred.setdefault(int(labels[row]), set()).update(parties)
        for entry, sides in enumerate(entries):
            for side, rows in sides:
                for row in rows:
                    self._sides.setdefault(int(labels[row]), {})[entry] = side

    def _hold_photos(
        self, labels: NDArray[np.int64], photo: NDArray[np.int64], twice: frozenset[tuple[int, int]]
    ) -> dict[int, list[int]]:
        """Record the photos that have several faces. For each photo that may show a person twice, return the rows of
        its faces.
        """
        _, inverse, counts = np.unique(photo, return_inverse=True, return_counts=True)
        excepted = {int(photo[row]) for pair in twice for row in pair}
        mirrored: dict[int, list[int]] = {}
        for row in np.flatnonzero(counts[inverse] > 1).tolist():
            name = int(photo[row])
            if name in excepted:
                mirrored.setdefault(name, []).append(row)
            else:
                self._photos.setdefault(int(labels[row]), set()).add(name)
        return mirrored

    def allows(self, one: int, other: int) -> bool:
        """Whether two clusters may be joined."""
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

    def join(self, cluster: int, other: int) -> None:
        """Record that `other` has become part of `cluster`."""
        if other in self._settled:
            self._settled.add(cluster)
        if other in self._photos:
            self._photos.setdefault(cluster, set()).update(self._photos.pop(other))
        if other in self._party:
            self._party[cluster] = self._party.pop(other)
        if other in self._barred:
            self._barred.setdefault(cluster, set()).update(self._barred.pop(other))
        if other in self._sides:
            self._sides.setdefault(cluster, {}).update(self._sides.pop(other))


def _apart_beside_twice(
    twice: frozenset[tuple[int, int]], mirrored: Mapping[int, list[int]]
) -> Iterable[list[tuple[int, Collection[int]]]]:
    """In photos that may show a person twice, make an entry for each pair of faces that is not in `twice`. Such a pair
    still shows two different people.
    """
    for rows in mirrored.values():
        for at, one in enumerate(rows):
            for other in rows[at + 1 :]:
                if _pair(one, other) not in twice:
                    yield [(0, frozenset([one])), (1, frozenset([other]))]


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
