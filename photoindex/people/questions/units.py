"""Clusters and assignments in, units out: the groups of faces that questions are about, and the evidence between them.

A unit is all faces of one cluster that belong to one party; a face in no cluster is a unit of its own. A party is a
person, the ignored, or nobody yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Assignment, PeopleState
from photoindex.domain.thresholds import Thresholds
from photoindex.people.clustering.pipeline import canonical_order
from photoindex.people.similarity.background import Background, background_of, choose_cohort
from photoindex.people.similarity.calibration import impostors_of
from photoindex.people.similarity.evidence import Expectation, Groups, concentration, evidence_within, typical_evidence

IGNORED = -1
OPEN = -2


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of a library as the people engine sees them.

    `face_id`, `photo` and `cluster` are int64 (n,), a negative cluster is none; `embedding` is float32 (n, d) of unit
    length; `score` is float32 (n,), how sure the detector was, in 0..1.
    """

    face_id: NDArray[np.int64]
    photo: NDArray[np.int64]
    cluster: NDArray[np.int64]
    embedding: NDArray[np.float32]
    score: NDArray[np.float32]


def background_in(faces: Faces, thresholds: Thresholds) -> Background:
    """Each face's background, as clustering measures it."""
    impostors = impostors_of(thresholds)
    cohort = choose_cohort(faces.embedding[canonical_order(faces.embedding)], impostors)
    return background_of(faces.embedding, cohort, impostors)


class Units:
    """The units of a library.

    `of_face` is int64 (n,), each face's unit; `size`, `cluster` (-1: none) and `party` (a person's id, `IGNORED` or
    `OPEN`) are int64 (u,). `whole` says of each unit whether it is its whole cluster.
    """

    def __init__(self, faces: Faces, assignments: Sequence[Assignment]) -> None:
        self.faces = faces
        party = np.array([_party(item) for item in assignments], dtype=np.int64)
        single = faces.cluster < 0
        groups = np.where(single, -1 - np.arange(len(party)), faces.cluster)
        pairs = np.stack([groups, party], axis=1)
        kinds, first, self.of_face, self.size = np.unique(
            pairs, axis=0, return_index=True, return_inverse=True, return_counts=True
        )
        self.cluster = np.maximum(kinds[:, 0], -1)
        self.party = kinds[:, 1]
        clusters, count = np.unique(faces.cluster, return_counts=True)
        total = count[np.searchsorted(clusters, faces.cluster[first])]
        self.whole = (self.cluster >= 0) & (self.size == total)
        self._order = np.argsort(self.of_face, kind="stable")
        self._starts = np.concatenate([[0], np.cumsum(self.size)])

    def __len__(self) -> int:
        return len(self.size)

    def members(self, unit: int) -> NDArray[np.int64]:
        """The places of a unit's faces, ascending."""
        return self._order[self._starts[unit] : self._starts[unit + 1]]

    def cluster_id(self, unit: int) -> int | None:
        """The cluster whose faces are all in the unit, or None."""
        return int(self.cluster[unit]) if self.whole[unit] else None

    def photos(self, unit: int) -> frozenset[int]:
        return frozenset(self.faces.photo[self.members(unit)].tolist())

    def ids(self, unit: int) -> tuple[int, ...]:
        """The ids of a unit's faces, ascending."""
        return tuple(sorted(self.faces.face_id[self.members(unit)].tolist()))

    @cached_property
    def party_size(self) -> Mapping[int, int]:
        """How many faces each person has, `IGNORED` and `OPEN` among the keys."""
        parties, inverse = np.unique(self.party, return_inverse=True)
        return dict(zip(parties.tolist(), np.bincount(inverse, self.size).astype(int).tolist(), strict=True))

    @cached_property
    def party_photos(self) -> Mapping[int, frozenset[int]]:
        """The photos of each person."""
        photos: dict[int, set[int]] = {}
        for who, photo in zip(self.party[self.of_face].tolist(), self.faces.photo.tolist(), strict=True):
            if who >= 0:
                photos.setdefault(who, set()).add(photo)
        return {who: frozenset(theirs) for who, theirs in photos.items()}


class Likeness:
    """The evidence between units that they are one person, and what it means in this library.

    `within` is float32 (n,), the mean evidence between each face and the rest of its unit, 0 for single faces.
    `head_start` is float32 (u,): evidence plus this orders units nearly as their log odds do, because these grow about
    four times as fast with the evidence as with the logarithm of the size. It chooses whose odds are worked out.
    """

    def __init__(self, units: Units, background: Background) -> None:
        self.units = units
        self._background = background
        self.head_start = (np.log(units.size) / 4).astype(np.float32)
        self._groups = Groups(units.of_face, units.faces.embedding, background)
        self._mean_offset = (self._groups.offset / self._groups.size).astype(np.float32)
        self.within = evidence_within(units.of_face, units.faces.embedding, background).astype(np.float32)
        self._expectation = Expectation(
            people=concentration(len(units.of_face), len(units)),
            typical=typical_evidence(self.within.astype(np.float64), self._groups.size[units.of_face]),
            pair_floor=-np.inf,
        )

    def between(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The mean evidence of each of these units against all units: float32 (r, u)."""
        groups, size = self._groups, self.units.size.astype(np.float32)
        crossed = groups.scaled[rows] @ groups.sum.T
        crossed += groups.sum[rows] @ groups.scaled.T
        crossed /= size[rows, None] * size
        crossed -= self._mean_offset[rows, None] + self._mean_offset
        return np.asarray(crossed / 2, dtype=np.float32)

    def of_faces(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """The mean evidence of single faces against all units, themselves among them: float32 (f, u)."""
        background, embedding = self._background[places], self.units.faces.embedding[places]
        scale = (1 / background.deviation).astype(np.float32)[:, None]
        offset = (background.mean / background.deviation).astype(np.float32)[:, None]
        crossed = (embedding * scale) @ self._groups.sum.T + embedding @ self._groups.scaled.T
        crossed /= self.units.size.astype(np.float32)
        return np.asarray((crossed - offset - self._mean_offset) / 2, dtype=np.float32)

    def log_odds(
        self, evidence: NDArray[np.float32], one: NDArray[np.int64] | int, other: NDArray[np.int64] | int
    ) -> NDArray[np.float64]:
        """The log odds that units of `one` and `other` faces are one person rather than two."""
        left, right = np.broadcast_arrays(np.asarray(one, np.float64), np.asarray(other, np.float64))
        return self._expectation.log_odds(evidence.astype(np.float64), left, right)


class Constraints:
    """What must not be proposed: whatever a human said, and two faces of one person in one photo."""

    def __init__(self, units: Units, state: PeopleState) -> None:
        self._units = units
        self._state = state
        self._groups: dict[int, set[tuple[int, int]]] = {}
        for entry, groups in enumerate(state.apart):
            for group, faces in enumerate(groups):
                for face in faces:
                    self._groups.setdefault(face, set()).add((entry, group))
        self._party_groups: dict[int, set[tuple[int, int]]] = {}
        for face, who in state.confirmed.items():
            if face in self._groups:
                self._party_groups.setdefault(who, set()).update(self._groups[face])

    def forbid_person(self, face_ids: Sequence[int], photos: frozenset[int], person: int) -> bool:
        """Whether these faces must not be said to be this person (or `IGNORED`)."""
        wanted = None if person == IGNORED else person
        if any(wanted in self._state.forbidden(face) for face in face_ids):
            return True
        if person == IGNORED:
            return False
        if not photos.isdisjoint(self._units.party_photos.get(person, frozenset())):
            return True
        return _apart(self._said_of(face_ids), self._party_groups.get(person, set()))

    def forbid_pair(self, one: int, other: int) -> bool:
        """Whether two open units must not be said to be one person."""
        if not self._units.photos(one).isdisjoint(self._units.photos(other)):
            return True
        return _apart(self._said_of(self._units.ids(one)), self._said_of(self._units.ids(other)))

    def forbid_merge(self, one: int, other: int) -> bool:
        """Whether two persons must not be said to be one."""
        if (min(one, other), max(one, other)) in self._state.different_persons:
            return True
        photos = self._units.party_photos
        if not photos.get(one, frozenset()).isdisjoint(photos.get(other, frozenset())):
            return True
        if _apart(self._party_groups.get(one, set()), self._party_groups.get(other, set())):
            return True
        return any(
            {self._state.confirmed.get(face)} | whom >= {one, other} for face, whom in self._state.rejected.items()
        )

    def _said_of(self, face_ids: Sequence[int]) -> set[tuple[int, int]]:
        if not self._groups:
            return set()
        return set().union(*(self._groups.get(face, set()) for face in face_ids))


def _apart(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> bool:
    """Whether some entry has the two in different groups."""
    return any(entry == entry_2 and group != group_2 for entry, group in one for entry_2, group_2 in other)


def _party(item: Assignment) -> int:
    if item.status == "ignored":
        return IGNORED
    return item.person_id if item.status in ("confirmed", "automatic") and item.person_id is not None else OPEN
