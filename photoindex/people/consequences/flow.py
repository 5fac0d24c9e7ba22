"""Compute the consequences of decisions, without access to the index. Callers read the index beforehand and write to it
afterwards.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import CONFIRMED, IGNORED, NONE, NOT_A_FACE, AssignmentTable, joined
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import Decision, FaceRef, Lifespan, PeopleState
from photoindex.domain.people_snapshot import (
    ClusterChange,
    Clusters,
    FaceTable,
    PeopleChange,
    PeopleSnapshot,
    TakenTable,
)
from photoindex.domain.shots import Shots
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.rules import assign_all
from photoindex.people.consequences.carrying import TICK, carry_over
from photoindex.people.consequences.clusters import Moving, follow_splits, splits_differ
from photoindex.people.consequences.drawn_faces import place_drawn_faces
from photoindex.people.consequences.log import Log, log_of
from photoindex.people.consequences.measured import measured_for
from photoindex.people.decisions.replay import replay
from photoindex.people.events.division import events_of
from photoindex.people.parties import ClusterIds


@dataclass(frozen=True, slots=True)
class Said:
    """The new decisions, with the next numbers, and the ids of the faces that they refer to.

    - `new_clusters` are sets of faces, each of which gets a new cluster.
    - `before` holds the decisions at the last update of the clusters. Faces move if other splits are in force now than
      were in force then. None means the decisions of the snapshot.
    """

    decisions: tuple[Decision, ...] = ()
    ids: Mapping[FaceRef, int] = field(default_factory=dict)
    new_clusters: tuple[Sequence[int], ...] = ()
    before: Sequence[Decision] | None = None


@dataclass(frozen=True, slots=True)
class Consequences:
    """The result of a decision: the state of people, all decisions, the clusters, the ids of the clusters that were
    created for `Said.new_clusters`, and the change to write.
    """

    state: PeopleState
    log: Log
    clusters: Clusters
    new_clusters: tuple[int, ...]
    change: PeopleChange

    def ids_of(self, decision: Decision) -> set[int]:
        """The ids of the faces that a decision refers to, without missing faces. For new drawn faces, the ids are
        provisional.
        """
        return {face for _, face in self.log.spoken_of(decision) if face is not None}


def state_in(snapshot: PeopleSnapshot, log: Log | None = None) -> PeopleState:
    """Apply the decisions of a snapshot to the faces that are here."""
    return state_of(log or log_of(snapshot.said), snapshot.said.taken)


def state_of(log: Log, taken: TakenTable | None) -> PeopleState:
    """Apply these decisions to the faces that are here.

    `taken` may be None if no decision gives dates of birth or death.
    """
    return lifetimes(replay(log.decisions, log.resolve), taken)


def lifetimes(state: PeopleState, taken: TakenTable | None, before: PeopleState | None = None) -> PeopleState:
    """Add which persons cannot be in which photos, because of the dates of their lives. `before` is an earlier state
    for the same photos, if one is known.
    """
    if taken is None or not state.lifespans:
        return state
    if before is not None and before.lifespans == state.lifespans:
        return replace(state, outside_life=before.outside_life)
    return replace(state, outside_life=_outside_life(taken, state.lifespans))


def settled_change(snapshot: PeopleSnapshot, state: PeopleState, measured: Measured | None) -> PeopleChange:
    """Work out the names of all faces, given that all decisions of the snapshot are stored already. `measured` is about
    all faces of the snapshot.
    """
    if measured is None:
        faces = snapshot.faces.without(state.not_faces)
    else:
        faces, measured = real_faces(snapshot.faces, state, measured)
    assigned = assignments(snapshot.clusters, faces, snapshot.thresholds, state, measured, shots=snapshot.shots)
    return PeopleChange((), (), (), {}, None, frozenset(state.persons.values()),
                        _with_drawn(assigned, faces, state), state.portraits)  # fmt: skip


def real_faces(faces: FaceTable, state: PeopleState, measured: Measured) -> tuple[FaceTable, Measured]:
    """The faces without those that a human marked as wrong detections, and their measurements. `measured` is about all
    `faces`.
    """
    if not state.not_faces:
        return faces, measured
    rows = np.flatnonzero(~np.isin(faces.face_id, list(state.not_faces)))
    return faces.at(rows), Measured(measured.background[rows], measured.expectation)


def _outside_life(taken: TakenTable, lifespans: Mapping[int, Lifespan]) -> dict[int, frozenset[int]]:
    """Map each face id to the persons who were not yet born, or already dead, when its photo was taken."""
    outside: dict[int, set[int]] = defaultdict(set)
    for person_id, life in lifespans.items():
        apart = np.zeros(len(taken.face_id), dtype=bool)
        if life.born is not None:
            apart |= taken.until <= np.datetime64(life.born)
        if life.died is not None:
            apart |= taken.since >= np.datetime64(life.died) + np.timedelta64(1, "D")
        for face_id in taken.face_id[apart].tolist():
            outside[face_id].add(person_id)
    return {face_id: frozenset(persons) for face_id, persons in outside.items()}


def consequences(snapshot: PeopleSnapshot, said: Said, now: datetime, log: Log | None = None) -> Consequences:
    """Compute what follows from the earlier and the new decisions.

    Decisions about photos that were edited after the decision are carried over first. Faces that a human drew are
    added where no pack found a face.

    Args:
        now: the present time; it becomes the time of the decisions that are added here ("carry").
        log: the result of `log_of` for the snapshot, if it is known already.
    """
    before = log or log_of(snapshot.said)
    log = before.adding(said.decisions, said.ids)
    here, moved, new = moved_clusters(snapshot.clusters, before, said, log)
    latest = max((decision.at for decision in log.decisions), default=now)
    moment = max(now, latest + TICK)
    log, carried, settled = carry_over(log, snapshot.replaced, snapshot.thresholds, moment, snapshot.said.drawn)
    log, undrawn, drawn = place_drawn_faces(log, snapshot.said.drawn, photos_with_drawn(snapshot, said))
    state = state_of(log, snapshot.said.taken)
    faces = snapshot.faces.without(state.not_faces)
    measured = measured_for(snapshot.measured, snapshot.thresholds, faces)
    assigned = assignments(here, faces, snapshot.thresholds, state, measured, shots=snapshot.shots)
    change = PeopleChange(
        decisions=(*said.decisions, *carried),
        settled=settled,
        undrawn=undrawn,
        drawn=drawn,
        clusters=moved,
        persons=frozenset(state.persons.values()),
        assigned=_with_drawn(assigned, faces, state),
        portraits=state.portraits,
    )
    return Consequences(state, log, here, new, change)


def moved_clusters(
    clusters: Clusters, before: Log, said: Said, log: Log
) -> tuple[Clusters, ClusterChange | None, tuple[int, ...]]:
    """The clusters after faces were moved, the change, and the ids of the clusters created for `Said.new_clusters`."""
    if not said.new_clusters and not _splits_changed(before, said, log):
        return clusters, None, ()
    moving = Moving(clusters)
    new = tuple(map(moving.put_in_new_cluster, said.new_clusters))
    if not new:
        follow_splits(moving, _last_clustered(before, said), log)
    return *moving.result(), new


def photos_with_drawn(snapshot: PeopleSnapshot, said: Said) -> frozenset[str]:
    """The content hashes of the photos that have drawn faces and are known to the index."""
    mentioned = {ref.content_hash for decision in said.decisions for ref in decision.faces}
    return snapshot.said.photos | mentioned | {item.new_hash for item in snapshot.replaced}


def _splits_changed(before: Log, said: Said, log: Log) -> bool:
    undone = any(decision.kind == "undo" for decision in said.decisions)
    return (undone or said.before is not None) and splits_differ(_last_clustered(before, said), log.decisions)


def _last_clustered(before: Log, said: Said) -> Sequence[Decision]:
    return before.decisions if said.before is None else said.before


def assignments(
    clusters: Clusters,
    faces: FaceTable,
    thresholds: Thresholds,
    state: PeopleState,
    measured: Measured | None,
    *,
    shots: Shots | None = None,
) -> AssignmentTable:
    """Assign every face in the table, from clusters, decisions and, with `shots`, events."""
    # A face is not assigned to a person if somebody said that it is not that person, or if the person was not alive
    # when the photo was taken.
    binding = replace(
        state, rejected={face: state.forbidden(face) for face in state.rejected.keys() | state.outside_life.keys()}
    )
    return assign_all(
        faces.face_id,
        faces.photo_id,
        ClusterIds(clusters.of(faces.face_id)),
        faces.embedding,
        state=binding,
        thresholds=thresholds,
        measured=measured,
        events=events_of(shots) if shots is not None else None,
    )


def _with_drawn(assigned: AssignmentTable, faces: FaceTable, state: PeopleState) -> AssignmentTable:
    """Leave out the faces that belong to nobody. Add the drawn ones, which have no embedding, and those that are not
    faces, which are not among `faces`.
    """
    found = assigned[assigned.status != NONE]
    confirmed = np.fromiter(state.confirmed.keys(), dtype=np.int64, count=len(state.confirmed))
    persons = np.fromiter(state.confirmed.values(), dtype=np.int64, count=len(state.confirmed))
    drawn = ~np.isin(confirmed, faces.face_id)
    ignored = np.array(sorted(state.ignored), dtype=np.int64)
    ignored = ignored[~np.isin(ignored, faces.face_id)]
    not_faces = np.array(sorted(state.not_faces), dtype=np.int64)
    return joined([
        found,
        _certain(confirmed[drawn], persons[drawn], CONFIRMED),
        _certain(ignored, np.full(len(ignored), NO_PERSON, dtype=np.int64), IGNORED),
        _certain(not_faces, np.full(len(not_faces), NO_PERSON, dtype=np.int64), NOT_A_FACE),
    ])  # fmt: skip


def _certain(face_id: NDArray[np.int64], person_id: NDArray[np.int64], status: int) -> AssignmentTable:
    count = len(face_id)
    return AssignmentTable(face_id, person_id, np.full(count, status, dtype=np.int8), np.ones(count))
