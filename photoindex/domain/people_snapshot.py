"""Hold what the index knows of faces and people at one moment, and what it is to hold after a decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AssignmentTable
from photoindex.domain.geometry import Box
from photoindex.domain.missing_ids import NO_CLUSTER
from photoindex.domain.people import Decision, FaceRef, Person
from photoindex.domain.said_faces import SaidTable
from photoindex.domain.thresholds import Thresholds


@dataclass(frozen=True, slots=True, eq=False)
class TakenTable:
    """When the photos of faces were taken, where the date is trusted: `face_id` int64 (n,), the others datetime64 (n,).

    The shot lies from `since` to just before `until`.
    """

    face_id: NDArray[np.int64]
    since: NDArray[np.datetime64]
    until: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class SaidSoFar:
    """Every decision, by number, and what is needed to resolve its faces.

    - `decisions` have their faces in `table`, whose ids are those of faces that lie exactly where a decision says.
    - `boxes` are the faces of the pack, by content hash and id, in photos where a reference has no box exactly.
    - `drawn` are the faces that a human drew and that stand beside those of the pack; `photos` are the hashes of the
      photos that are known, among those of drawn faces.
    - `taken` is None where no decision speaks of a birth or death.
    """

    decisions: tuple[Decision, ...]
    table: SaidTable
    boxes: Mapping[str, Mapping[int, Box]] = field(default_factory=dict)
    drawn: Mapping[FaceRef, int] = field(default_factory=dict)
    photos: frozenset[str] = frozenset()
    taken: TakenTable | None = None


@dataclass(frozen=True, slots=True)
class FaceTable:
    """All faces of one pack, ordered by face id.

    `face_id` and `photo_id` are int64 of shape (n,), `embedding` is float32 of shape (n, d) with rows of length 1.
    """

    face_id: NDArray[np.int64]
    photo_id: NDArray[np.int64]
    embedding: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """The cluster of each face: `face_id`, ascending, and `cluster_id` are int64 (m,). `next_id` was never given."""

    face_id: NDArray[np.int64]
    cluster_id: NDArray[np.int64]
    next_id: int

    def of(self, face_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The cluster of each of these faces, or `NO_CLUSTER`: int64, of the same length."""
        row = np.searchsorted(self.face_id, face_ids, side="right") - 1
        found = np.full(len(face_ids), NO_CLUSTER, dtype=np.int64)
        here = row >= 0
        here[here] = self.face_id[row[here]] == face_ids[here]
        found[here] = self.cluster_id[row[here]]
        return found


@dataclass(frozen=True, slots=True)
class GroupingRecord:
    """A grouping's measurements.

    `face_id` is int64 (n,) ascending, `mean` and `deviation` are float64 (n,), each face's background; `cohort` is
    float32 (m, d), the faces that they were measured against, who seem to be `cohort_people`. `grouped` faces were in
    the last full pass. `people`, `typical` and `pair_floor` are what joins were judged by.
    """

    face_id: NDArray[np.int64]
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    cohort: NDArray[np.float32]
    cohort_people: float
    grouped: int
    people: float
    typical: float
    pair_floor: float


def clusters_of(membership: Mapping[int, int], next_id: int = 0) -> Clusters:
    """Clusters of which each face's is given: face id -> cluster id."""
    faces = np.array(sorted(membership), dtype=np.int64)
    return Clusters(faces, np.array([membership[face] for face in faces.tolist()], dtype=np.int64), next_id)


@dataclass(frozen=True, slots=True, eq=False)
class Replaced:
    """A photo that took another's place: the faces that the pack found in both, and their unit embeddings by id."""

    old_hash: str
    new_hash: str
    fingerprint: str
    old: Mapping[int, Box]
    new: Mapping[int, Box]
    embeddings: Mapping[int, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class PeopleSnapshot:
    """Everything that decisions and their consequences depend on.

    `persons` and `assigned`, by face, are what followed last. `latest_at` is the moment of the latest decision.
    `replaced` are the photos whose decisions have yet to be carried over.
    """

    fingerprint: str
    thresholds: Thresholds
    said: SaidSoFar
    next_seq: int
    latest_at: datetime | None
    faces: FaceTable
    clusters: Clusters
    measured: GroupingRecord | None
    persons: frozenset[Person]
    assigned: AssignmentTable
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ClusterChange:
    """Faces that move, int64 (n,), and the clusters they move to, int64 (n,); clusters that are `created` by that; and
    ones that are empty then, with those that their faces are in.
    """

    face_id: NDArray[np.int64]
    cluster_id: NDArray[np.int64]
    created: tuple[int, ...] = ()
    merged: Mapping[int, int] = field(default_factory=dict)


FIRST_NEW_FACE = 1 << 62
"""Faces that a human draws are numbered from here until the index gives them their ids."""


@dataclass(frozen=True, slots=True, eq=False)
class PeopleChange:
    """What the index holds after a decision that it does not hold before.

    - `decisions` are to be appended, and the pairs `settled` (old and new hash of a photo) not to be looked at again.
    - `undrawn` are drawn faces that leave, `drawn` those that come, with numbers from `FIRST_NEW_FACE`.
    - `clusters` is None where no face moves.
    - `persons` and `assigned`, by face, are everybody and whose each face is, changed or not; without faces that are
      nobody's.
    """

    decisions: tuple[Decision, ...]
    settled: tuple[tuple[str, str], ...]
    undrawn: tuple[int, ...]
    drawn: Mapping[FaceRef, int]
    clusters: ClusterChange | None
    persons: frozenset[Person]
    assigned: AssignmentTable
