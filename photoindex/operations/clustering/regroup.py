"""Cluster the faces of an index, keep the ids that users have seen, and assign clusters to named people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people_snapshot import FaceTable, GroupingRecord
from photoindex.domain.picked_rows import in_one_array
from photoindex.operations.clustering.previous_clusters import previous_clusters
from photoindex.operations.identities.measurements import new_faces
from photoindex.operations.identities.real_faces import real_faces
from photoindex.operations.identities.replay import people_state, refresh_people
from photoindex.people.assignment.confidence import Measured, calibration_of, estimated_precision
from photoindex.people.clustering.changes import Churn, churn
from photoindex.people.clustering.cluster_ids import KeptIds, keep_ids
from photoindex.people.clustering.constraints import Constraints, constraints_of
from photoindex.people.clustering.hdbscan import density_clusters
from photoindex.people.clustering.incremental import add_new_faces, full_pass_due
from photoindex.people.clustering.pipeline import Clustering, cluster_faces
from photoindex.people.clustering.poor_faces import poor_faces
from photoindex.people.consequences.measured import background_for, expectation_of
from photoindex.people.parties import NO_CLUSTER, ClusterIds
from photoindex.people.similarity.background import Background, Cohort, holds_any, is_full
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.clusters import grouped_faces, next_cluster_id, save_membership, set_grouped_faces
from photoindex.store.tables.current_pack import CurrentPack, require_current_pack
from photoindex.store.tables.decisions import latest_split
from photoindex.store.tables.drawn_faces import drawn_on_empty_photos
from photoindex.store.tables.faces import load_face_table
from photoindex.store.tables.measurements import load_grouping, load_qualities, save_grouping
from photoindex.store.views.listing import count_rest, list_clusters, list_persons

Algorithm = Literal["evidence", "hdbscan"]


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """The numbers of named persons, of unnamed clusters, and of unnamed single faces.

    `churn` describes what clustering changed, or is None if there was nothing to do. If `placed`, the only change is
    that new faces were added to the existing clusters; otherwise `precision` (0..1) is the estimated share of clustered
    faces whose cluster belongs to the right person.
    """

    persons: int
    clusters: int
    single_faces: int
    churn: Churn | None = None
    precision: float | None = None
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Reclustering:
    """New clusters that are not yet stored. They were computed when `latest_split` was the latest split."""

    faces: FaceTable
    previous: dict[int, int]
    latest_split: int
    kept: KeptIds
    record: GroupingRecord | None
    precision: float | None
    placed: bool

    @property
    def membership(self) -> dict[int, int]:
        """Map face ids to cluster ids; faces in no cluster are left out."""
        pairs = zip(self.faces.face_id.tolist(), self.kept.ids.tolist(), strict=True)
        return {face_id: cluster_id for face_id, cluster_id in pairs if cluster_id != NO_CLUSTER}

    @property
    def measured(self) -> Measured | None:
        record = self.record
        return Measured(Background(record.mean, record.deviation), expectation_of(record)) if record else None

    @property
    def churn(self) -> Churn:
        return churn(self.faces.face_id, self.previous, self.kept)


def group_faces(
    index: Index,
    tell: Callable[[int], None],
    *,
    only_if_needed: bool = False,
    algorithm: Algorithm = "evidence",
) -> GroupSummary:
    """Cluster the faces of the current pack and assign them to the people that users named.

    Args:
        tell: called with the number of faces before the work begins.
        only_if_needed: leave the clusters unchanged if no face was added or removed since they were made; if only a few
            faces are new, add these to the existing clusters.
        algorithm: the default algorithm, or HDBSCAN's hierarchy on the neighbour graph alone.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        everything = load_face_table(connection, pack.fingerprint).decoded()
        faces = real_faces(connection, pack, everything)
        needed = not only_if_needed or grouped_faces(connection) != _signature(faces, pack)
        drawn = not needed and drawn_on_empty_photos(connection, pack.fingerprint)
    reclustering = None
    if drawn:
        # Imported decisions may be about a photo that was added without a face to cluster.
        with index.writing() as connection:
            refresh_people(connection, pack, everything)
    if needed:
        tell(len(faces.face_id))
    while needed:
        # This step takes longest, so leave the index free for other commands meanwhile.
        reclustering = work_out(index, pack, everything, incremental=only_if_needed, algorithm=algorithm)
        with index.writing() as connection:
            # A cluster may have been split since then: do not give its number to other faces, and do not join its parts
            # again.
            needed = latest_split(connection) != reclustering.latest_split
            if not needed:
                _store(connection, pack, reclustering, everything)
    with index.reading() as connection:
        return _summary(connection, pack, reclustering)


def work_out(
    index: Index, pack: CurrentPack, everything: FaceTable, *, incremental: bool, algorithm: Algorithm
) -> Reclustering:
    """Compute the new clusters without storing anything. `everything` holds all detections of the pack; those that a
    human marked as not a face are left out.
    """
    with index.reading() as connection:
        state = people_state(connection, pack)
        faces, left_out = everything.without(state.not_faces), everything.only(state.not_faces)
        constraints = constraints_of(faces.face_id, state)
        poor = poor_faces(*load_qualities(connection, pack.fingerprint, faces.face_id))
        record = load_grouping(connection, pack.fingerprint, faces.embedding.shape[1])
        previous = previous_clusters(connection, pack.fingerprint)
        next_id, split = next_cluster_id(connection), latest_split(connection)
    if algorithm == "hdbscan":
        labels = density_clusters(in_one_array(faces.embedding), faces.photo_id)
        return Reclustering(
            faces, previous, split, keep_ids(faces.face_id, labels, previous, next_id), None, None, placed=False
        )
    placing = incremental and record is not None and _may_place(record, faces)
    if placing and record is not None:
        labels, record = _place(record, pack, faces, previous, constraints)
    else:
        cohort = _full_cohort(record, left_out) if record is not None else None
        labels, record = _group(cohort, pack, faces, constraints, poor)
    kept = keep_ids(faces.face_id, labels, previous, next_id)
    precision = None if placing else _precision(faces, labels, record, constraints)
    return Reclustering(faces, previous, split, kept, record, precision, placing)


def _precision(faces: FaceTable, labels: ClusterIds, record: GroupingRecord, constraints: Constraints) -> float:
    measured = Measured(Background(record.mean, record.deviation), expectation_of(record))
    calibration = calibration_of(faces.embedding, faces.photo_id, constraints.party, measured)
    return estimated_precision(faces.embedding, labels, measured, calibration)


def _may_place(record: GroupingRecord, faces: FaceTable) -> bool:
    known = len(faces.face_id) - int(new_faces(record, faces).sum())
    return not full_pass_due(record.grouped, max(len(faces.face_id) - record.grouped, len(faces.face_id) - known))


def _place(
    record: GroupingRecord,
    pack: CurrentPack,
    faces: FaceTable,
    previous: dict[int, int],
    constraints: Constraints,
) -> tuple[ClusterIds, GroupingRecord]:
    labels = ClusterIds(np.array([previous.get(face, NO_CLUSTER) for face in faces.face_id.tolist()], dtype=np.int64))
    background, expectation = background_for(record, pack.thresholds, faces), expectation_of(record)
    added = add_new_faces(
        in_one_array(faces.embedding),
        faces.photo_id,
        labels,
        new_faces(record, faces),
        background=background,
        expectation=expectation,
        constraints=constraints,
    )
    cohort = Cohort(record.cohort, record.cohort_people)
    waiting = np.isin(faces.face_id, record.indistinct) & (added.labels == NO_CLUSTER)
    clustering = Clustering(added.labels, background, cohort, expectation, waiting | added.indistinct)
    return added.labels, _record_of(clustering, faces, grouped=record.grouped)


def _full_cohort(record: GroupingRecord, left_out: FaceTable) -> Cohort | None:
    """The cohort of the last clustering, if it is full and holds no wrong detection. A full cohort is kept, so that
    backgrounds are stable from then on.
    """
    cohort = Cohort(record.cohort, record.cohort_people)
    return cohort if is_full(cohort) and not holds_any(cohort, in_one_array(left_out.embedding)) else None


def _group(
    cohort: Cohort | None,
    pack: CurrentPack,
    faces: FaceTable,
    constraints: Constraints,
    poor: NDArray[np.bool_],
) -> tuple[ClusterIds, GroupingRecord]:
    clustering = cluster_faces(
        in_one_array(faces.embedding),
        faces.photo_id,
        pack.thresholds,
        constraints=constraints,
        poor=poor,
        cohort=cohort,
    )
    return clustering.labels, _record_of(clustering, faces, grouped=len(faces.face_id))


def _record_of(clustering: Clustering, faces: FaceTable, *, grouped: int) -> GroupingRecord:
    return GroupingRecord(
        face_id=faces.face_id,
        mean=clustering.background.mean,
        deviation=clustering.background.deviation,
        cohort=clustering.cohort.vectors,
        cohort_people=clustering.cohort.people,
        grouped=grouped,
        people=clustering.expectation.people,
        typical=clustering.expectation.typical,
        pair_floor=clustering.expectation.pair_floor,
        indistinct=faces.face_id[clustering.indistinct],
    )


def _store(connection: Connection, pack: CurrentPack, reclustering: Reclustering, everything: FaceTable) -> None:
    save_membership(connection, reclustering.membership, reclustering.kept.merged)
    if reclustering.record is not None:
        save_grouping(connection, pack.fingerprint, reclustering.record)
    set_grouped_faces(connection, _signature(reclustering.faces, pack))
    refresh_people(connection, pack, everything)


def _signature(faces: FaceTable, pack: CurrentPack) -> str:
    """Return a signature that changes whenever a face is added or removed, because ids only grow."""
    newest = int(faces.face_id[-1]) if len(faces.face_id) else 0
    return f"{pack.fingerprint} {len(faces.face_id)} {newest}"


def _summary(connection: Connection, pack: CurrentPack, reclustering: Reclustering | None) -> GroupSummary:
    single, _ignored = count_rest(connection, pack.fingerprint)
    return GroupSummary(
        persons=len(list_persons(connection, pack.fingerprint)),
        clusters=len(list_clusters(connection, pack.fingerprint)),
        single_faces=single,
        churn=reclustering.churn if reclustering else None,
        precision=reclustering.precision if reclustering else None,
        placed=reclustering.placed if reclustering else False,
    )
