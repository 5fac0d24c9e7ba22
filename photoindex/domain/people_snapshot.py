"""Hold what the index knows about faces and people at one moment, and what a decision changes."""

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
    """When the photos of faces were taken, if the date is trusted: `face_id` int64 (n,), the others datetime64 (n,).

    The shot lies from `since` to just before `until`.
    """

    face_id: NDArray[np.int64]
    since: NDArray[np.datetime64]
    until: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class SaidSoFar:
    """Every decision, by number, and what is needed to resolve its faces.

    - `decisions` have their faces in `table`, which has ids for those whose box matches a face exactly.
    - `boxes` are the faces of the pack, by content hash and id, in photos in which a reference matches no box exactly.
    - `drawn` are the faces that a human drew, in addition to those of the pack; `photos` are the content hashes of the
      known photos, among those with drawn faces.
    - `taken` is None if no decision gives dates of birth or death.
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
    """The cluster of each face: `face_id`, ascending, and `cluster_id` are int64 (m,). `next_id` is unused so far."""

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
    """The measurements of a clustering.

    `face_id` is int64 (n,) ascending; `mean` and `deviation` are float64 (n,), each face's background; `cohort` is
    float32 (m, d), the faces that they were measured against, with an estimated `cohort_people` people. `grouped` is
    the number of faces in the last full pass. `people`, `typical` and `pair_floor` are the parameters by which joins
    were judged.
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
    """Convert a mapping of face id -> cluster id to columns."""
    faces = np.array(sorted(membership), dtype=np.int64)
    return Clusters(faces, np.array([membership[face] for face in faces.tolist()], dtype=np.int64), next_id)


@dataclass(frozen=True, slots=True, eq=False)
class Replaced:
    """A photo that replaced another: the faces that the pack found in both, and their unit embeddings by id."""

    old_hash: str
    new_hash: str
    fingerprint: str
    old: Mapping[int, Box]
    new: Mapping[int, Box]
    embeddings: Mapping[int, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class PeopleSnapshot:
    """Everything that decisions and their consequences depend on.

    `persons` and `assigned`, by face, are the last results. `latest_at` is the time of the latest decision.
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
    """Faces that move, int64 (n,), and the clusters they move to, int64 (n,); the `created` clusters; and `merged`:
    each cluster that becomes empty -> the one that its faces moved to.
    """

    face_id: NDArray[np.int64]
    cluster_id: NDArray[np.int64]
    created: tuple[int, ...] = ()
    merged: Mapping[int, int] = field(default_factory=dict)


FIRST_NEW_FACE = 1 << 62
"""Faces that a human draws are numbered from here until the index gives them their ids."""


@dataclass(frozen=True, slots=True, eq=False)
class PeopleChange:
    """What a decision changes in the index.

    - `decisions` are to be appended, and the `settled` pairs (old and new hash of a photo) need no more carrying over.
    - `undrawn` are drawn faces to remove, and `drawn` those to add, with ids from `FIRST_NEW_FACE`.
    - `clusters` is None if no face moves.
    - `persons` are everybody, and `assigned`, by face, says which person each face belongs to, changed or not; faces
      that belong to nobody are left out.
    """

    decisions: tuple[Decision, ...]
    settled: tuple[tuple[str, str], ...]
    undrawn: tuple[int, ...]
    drawn: Mapping[FaceRef, int]
    clusters: ClusterChange | None
    persons: frozenset[Person]
    assigned: AssignmentTable
