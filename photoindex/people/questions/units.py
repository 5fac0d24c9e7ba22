"""Divide faces into units, the sets of faces that questions are about, and measure the evidence between units.

A unit consists of all faces in one cluster that belong to one party (see `parties`). A face in no cluster is a unit of
its own.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED, AssignmentTable
from photoindex.domain.assignment_table import IGNORED as STATUS_IGNORED
from photoindex.domain.people import Assignment
from photoindex.people.faces import Faces
from photoindex.people.parties import IGNORED, NO_CLUSTER, NOBODY, ClusterIds, Parties, Party, in_cluster
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.estimates import concentration, typical_evidence
from photoindex.people.similarity.evidence import ClusterSums, Expectation, evidence_of_faces, evidence_of_members


class Units:
    """The units of a library.

    `of_face` is int64 (n,), the unit of each face. `size`, `cluster` and `party` are int64 (u,), the values of each
    unit; `cluster` may be `NO_CLUSTER`. `whole` says for each unit whether it contains its whole cluster.
    """

    def __init__(self, faces: Faces, assignments: Sequence[Assignment] | AssignmentTable) -> None:
        """`assignments` has one entry per face, in the order of the faces."""
        self.faces = faces
        party = parties_of(assignments)
        # Each face in no cluster gets its own negative number.
        keys = np.where(in_cluster(faces.cluster), faces.cluster, NO_CLUSTER - np.arange(len(party)))
        # One number for each pair: numpy takes ten times as long to sort pairs.
        lowest = party.min(initial=0)
        pairs = keys * (party.max(initial=0) - lowest + 1) + (party - lowest)
        _, first, self.of_face, self.size = np.unique(pairs, return_index=True, return_inverse=True, return_counts=True)
        self.cluster = ClusterIds(np.maximum(keys[first], NO_CLUSTER))
        self.party = Parties(party[first])
        clusters, count = np.unique(faces.cluster, return_counts=True)
        total = count[np.searchsorted(clusters, faces.cluster[first])]
        self.whole = in_cluster(self.cluster) & (self.size == total)
        self._order = np.argsort(self.of_face, kind="stable")
        self._starts = np.concatenate([[0], np.cumsum(self.size)])
        self._photos_of: dict[Party, frozenset[int]] = {}

    def __len__(self) -> int:
        return len(self.size)

    def members(self, unit: int) -> NDArray[np.int64]:
        """The rows of a unit's faces, ascending."""
        return self._order[self._starts[unit] : self._starts[unit + 1]]

    def party_of(self, unit: int) -> Party:
        return Party(int(self.party[unit]))

    def cluster_id(self, unit: int) -> int | None:
        """The cluster whose faces are exactly those in the unit, or None."""
        return int(self.cluster[unit]) if self.whole[unit] else None

    def photos(self, unit: int) -> frozenset[int]:
        return frozenset(self.faces.photo[self.members(unit)].tolist())

    def ids(self, unit: int) -> tuple[int, ...]:
        """The ids of a unit's faces, ascending."""
        return tuple(sorted(self.faces.face_id[self.members(unit)].tolist()))

    @cached_property
    def party_size(self) -> Mapping[Party, int]:
        """The number of faces that each party has."""
        parties, inverse = np.unique(self.party, return_inverse=True)
        sizes = np.bincount(inverse, self.size).astype(int).tolist()
        return dict(zip(map(Party, parties.tolist()), sizes, strict=True))

    def photos_of(self, party: Party) -> frozenset[int]:
        """The photos that show faces of a party."""
        if party not in self._photos_of:
            units = np.flatnonzero(self.party == party).tolist()
            self._photos_of[party] = frozenset().union(*(self.photos(unit) for unit in units))
        return self._photos_of[party]


# The number of units with which units are compared at once: 4 MB of float32 for 128 units.
_BLOCK_UNITS = 8192


class UnitEvidence:
    """The evidence that units are one person, and what it means in this library.

    `head_start` is float32 (u,). The sum of evidence and head start selects the units whose log odds are computed. The
    sum orders units in nearly the same way as the log odds, because log odds grow about four times as fast with the
    evidence as with the logarithm of the size.
    """

    def __init__(self, units: Units, background: Background) -> None:
        self.units = units
        self._background = background
        self.head_start = (np.log(units.size) / 4).astype(np.float32)
        self._sums = ClusterSums(units.of_face, units.faces.embedding, background)
        self._mean_offset = (self._sums.offset / self._sums.size).astype(np.float32)

    @cached_property
    def within(self) -> NDArray[np.float32]:
        """The mean evidence between each face and the rest of its unit, or 0 for single faces: float32 (n,)."""
        units = self.units
        return evidence_of_members(units.of_face, units.faces.embedding, self._background, self._sums).astype(
            np.float32
        )

    @cached_property
    def _expectation(self) -> Expectation:
        units = self.units
        return Expectation(
            people=concentration(len(units.of_face), len(units)),
            typical=typical_evidence(self.within.astype(np.float64), self._sums.size[units.of_face]),
            pair_floor=-np.inf,
        )

    def between(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The mean evidence of each of these units with all units: float32 (r, u)."""
        evidence = np.empty((len(rows), len(self.units)), dtype=np.float32)
        for start in range(0, len(self.units), _BLOCK_UNITS):
            block = slice(start, start + _BLOCK_UNITS)
            evidence[:, block] = self.between_each(rows, block)
        return evidence

    def between_each(self, rows: NDArray[np.int64], others: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """The mean evidence of each of these units with each of the others: float32 (r, o)."""
        sums, size = self._sums, self.units.size.astype(np.float32)
        crossed = sums.scaled[rows] @ sums.sum[others].T
        crossed += sums.sum[rows] @ sums.scaled[others].T
        crossed /= size[rows, None] * size[others]
        crossed -= self._mean_offset[rows, None] + self._mean_offset[others]
        crossed /= 2
        return np.asarray(crossed, dtype=np.float32)

    def of_faces(self, rows: NDArray[np.int64], others: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """The mean evidence between each single face and every unit, or each of the `others`, including the face's own
        unit: float32 (f, u) or (f, o).
        """
        return evidence_of_faces(self.units.faces.embedding[rows], self._background[rows], self._sums, others)

    def log_odds(
        self, evidence: NDArray[np.float32], one: NDArray[np.int64] | int, other: NDArray[np.int64] | int
    ) -> NDArray[np.float64]:
        """The log odds that two units, of `one` and of `other` faces, are one person rather than two."""
        left, right = np.broadcast_arrays(np.asarray(one, np.float64), np.asarray(other, np.float64))
        return self._expectation.log_odds(evidence.astype(np.float64), left, right)


def parties_of(assignments: Sequence[Assignment] | AssignmentTable) -> Parties:
    """The party of each entry; a suggested person does not count."""
    if not isinstance(assignments, AssignmentTable):
        return Parties(np.array([_party(item) for item in assignments], dtype=np.int64))
    counting = np.isin(assignments.status, (CONFIRMED, AUTOMATIC))
    party = np.where(counting, assignments.person_id, NOBODY)
    return Parties(np.where(assignments.status == STATUS_IGNORED, IGNORED, party))


def _party(item: Assignment) -> Party:
    if item.status == "ignored":
        return IGNORED
    if item.person_id is None or item.status not in ("confirmed", "automatic"):
        return NOBODY
    return Party(item.person_id)
