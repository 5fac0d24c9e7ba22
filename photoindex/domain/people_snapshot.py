"""Hold what the index knows about faces and people at one moment, and the changes that a decision makes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AssignmentTable
from photoindex.domain.geometry import Box
from photoindex.domain.missing_ids import NO_CLUSTER
from photoindex.domain.people import Decision, FaceRef, Person
from photoindex.domain.picked_rows import Vectors, in_one_array, picked
from photoindex.domain.said_faces import SaidTable
from photoindex.domain.shots import Shots
from photoindex.domain.thresholds import Thresholds


@dataclass(frozen=True, slots=True, eq=False)
class TakenTable:
    """The times at which the photos of faces were taken, for photos whose date is trusted. `face_id` is int64 (n,);
    `since` and `until` are datetime64 (n,).

    The photo was taken at or after `since` and before `until`.
    """

    face_id: NDArray[np.int64]
    since: NDArray[np.datetime64]
    until: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class SaidSoFar:
    """Every decision, by number, and what is needed to resolve its faces.

    - `decisions` keep their faces in `table`, which holds an id for each face whose box matches a face in the index
      exactly.
    - `boxes` holds the boxes of the pack's faces, by content hash and face id. It covers only the photos in which at
      least one reference matches no box exactly.
    - `drawn` holds the faces that a human drew, in addition to the pack's faces; `photos` holds the content hashes of
      photos that have drawn faces and are known to the index.
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

    `face_id` and `photo_id` are int64 of shape (n,), `embedding` is float32 of shape (n, d) with rows of length 1; in a
    table from the index, it is kept as it is stored, and rows are decoded when they are read.
    `digest` is uint64 of shape (n,): a hash of each embedding as it is stored; None if it is not known. A table of some
    of the faces refers to the embeddings of the whole table.
    """

    face_id: NDArray[np.int64]
    photo_id: NDArray[np.int64]
    embedding: Vectors
    digest: NDArray[np.uint64] | None = None

    def decoded(self) -> "FaceTable":
        """The same table with all embeddings as one array, for work that reads them again and again."""
        return replace(self, embedding=in_one_array(self.embedding))

    def without(self, face_ids: Collection[int]) -> "FaceTable":
        """The faces that are not among these."""
        return self.at(np.flatnonzero(~self._among(face_ids))) if face_ids else self

    def only(self, face_ids: Collection[int]) -> "FaceTable":
        """The faces that are among these."""
        return self.at(np.flatnonzero(self._among(face_ids)))

    def _among(self, face_ids: Collection[int]) -> NDArray[np.bool_]:
        return np.isin(self.face_id, np.fromiter(face_ids, dtype=np.int64, count=len(face_ids)))

    def at(self, rows: NDArray[np.int64]) -> "FaceTable":
        """The faces in these rows. The embeddings are not copied."""
        return FaceTable(self.face_id[rows], self.photo_id[rows], picked(self.embedding, rows))


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """The cluster of each face. `face_id` and `cluster_id` are int64 (m,); `face_id` is ascending. `next_id` is unused
    so far."""

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

    `face_id` is int64 (n,), ascending. `mean` and `deviation` (float64, (n,)) are the background of each face. `cohort`
    (float32, (m, d)) holds the faces against which the backgrounds were measured; `cohort_people` estimates how many
    people these faces show. `grouped` is the number of faces in the last full pass. `people`, `typical` and
    `pair_floor` are the parameters by which joins were judged. `indistinct` (int64, ascending) holds the ids of faces
    that were left single because their cluster did not stand out.
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
    indistinct: NDArray[np.int64]


def clusters_of(membership: Mapping[int, int], next_id: int = 0) -> Clusters:
    """Convert a mapping from face ids to cluster ids into columns."""
    faces = np.array(sorted(membership), dtype=np.int64)
    return Clusters(faces, np.array([membership[face] for face in faces.tolist()], dtype=np.int64), next_id)


@dataclass(frozen=True, slots=True, eq=False)
class Replaced:
    """A photo that replaced another: the faces that the pack found in the old photo and in the new one, and their unit
    embeddings by face id.
    """

    old_hash: str
    new_hash: str
    fingerprint: str
    old: Mapping[int, Box]
    new: Mapping[int, Box]
    embeddings: Mapping[int, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class PeopleSnapshot:
    """All data that decisions and their consequences depend on.

    `persons`, `assigned` (ordered by face) and `portraits` are the results stored last. `latest_at` is the time of the
    latest decision. `replaced` lists the photos whose decisions have yet to be carried over. `shots` are the facts from
    which events follow; None means that there are no events.
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
    portraits: Mapping[int, frozenset[int]] = field(default_factory=dict)
    shots: Shots | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ClusterChange:
    """`face_id` (int64, (n,)) holds the faces that move, and `cluster_id` (int64, (n,)) the clusters that they move to.
    `created` lists the new clusters. `merged` maps each cluster that becomes empty to the cluster that its faces moved
    to.
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

    - `decisions` are the decisions to append. `settled` holds pairs of the old and new hash of a photo for which
      nothing more needs to be carried over.
    - `undrawn` lists the drawn faces to remove, and `drawn` the drawn faces to add, with ids from `FIRST_NEW_FACE`.
    - `clusters` is None if no face moves.
    - `persons` lists all persons. `assigned`, ordered by face, gives the person of every face, changed or not; faces
      that belong to nobody are left out. `portraits` is that of `PeopleState`.
    - `changed` holds the faces (int64, (n,), ascending) whose rows of `assigned` may differ from the stored ones; None
      if any row may.
    - `pending` means that `assigned` is right only for the faces that the decisions are about, and has yet to be worked
      out for all others.
    """

    decisions: tuple[Decision, ...]
    settled: tuple[tuple[str, str], ...]
    undrawn: tuple[int, ...]
    drawn: Mapping[FaceRef, int]
    clusters: ClusterChange | None
    persons: frozenset[Person]
    assigned: AssignmentTable
    portraits: Mapping[int, frozenset[int]] = field(default_factory=dict)
    changed: NDArray[np.int64] | None = None
    pending: bool = False
