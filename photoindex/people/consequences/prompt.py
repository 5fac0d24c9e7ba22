"""Compute at once what a decision says about its own faces and their clusters, and leave all other faces for later.

Every decision also changes what the library knows about probabilities, and with them the names of many faces in other
clusters. Working all of that out takes seconds in a large library. A user who answers questions should not wait for it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import (
    AUTOMATIC,
    CONFIRMED,
    IGNORED,
    NONE,
    NOT_A_FACE,
    SUGGESTED,
    AssignmentTable,
    joined,
    updated,
)
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import BY_HAND, PeopleState
from photoindex.domain.people_snapshot import Clusters, FaceTable, PeopleChange, PeopleSnapshot
from photoindex.people.assignment.confidence import Measured, calibration_of
from photoindex.people.assignment.decided import decided_parties
from photoindex.people.assignment.event_prior import EventPrior, event_prior_of
from photoindex.people.assignment.rules import Decided, assign_clusters
from photoindex.people.assignment.standing_out import Surroundings, surroundings_of
from photoindex.people.clustering.constraints import persons_ruled_out
from photoindex.people.consequences.drawn_faces import place_drawn_faces
from photoindex.people.consequences.flow import (
    Consequences,
    Said,
    lifetimes,
    moved_clusters,
    photos_with_drawn,
    real_faces,
)
from photoindex.people.consequences.log import Log
from photoindex.people.decisions.kept_replay import KeptReplay
from photoindex.people.events.division import events_of
from photoindex.people.parties import IGNORED as IGNORED_PARTY
from photoindex.people.parties import NOBODY, ClusterIds, Parties, Party
from photoindex.people.similarity.calibration import Calibration

# If the clusters of a decision have more faces than this, only the faces that it is about are brought up to date.
_MOST_FACES = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Warm:
    """What is kept in memory between decisions.

    `state` belongs to `log`. `calibration` and `prior`, what events say, date from the last time that all names were
    worked out; they are None before the first measurement. If `pending`, names have yet to be worked out.
    """

    snapshot: PeopleSnapshot
    log: Log
    state: PeopleState
    kept: KeptReplay
    measured: Measured | None
    calibration: Calibration | None
    pending: bool
    prior: EventPrior | None = None


def library_calibration(snapshot: PeopleSnapshot, state: PeopleState, measured: Measured | None) -> Calibration | None:
    """The calibration of the whole library, as `assign_all` uses it."""
    if measured is None:
        return None
    faces, measured = real_faces(snapshot.faces, state, measured)
    return calibration_of(faces.embedding, faces.photo_id, decided_parties(faces.face_id, state), measured)


def library_prior(snapshot: PeopleSnapshot, state: PeopleState) -> EventPrior | None:
    """What events say about the whole library, from the names that count now."""
    if snapshot.measured is None or snapshot.shots is None:
        return None
    faces = snapshot.faces.without(state.not_faces)
    named = snapshot.assigned[snapshot.assigned.counting]
    clear = np.full(len(faces.face_id), NOBODY, dtype=np.int64)
    at = np.minimum(np.searchsorted(faces.face_id, named.face_id), max(len(clear) - 1, 0))
    here = faces.face_id[at] == named.face_id
    clear[at[here]] = named.person_id[here]
    decided = decided_parties(faces.face_id, state)
    clusters = ClusterIds(snapshot.clusters.of(faces.face_id))
    return event_prior_of(events_of(snapshot.shots), faces.photo_id, Parties(clear), clusters, decided)


def prompt_consequences(warm: Warm, said: Said) -> Consequences | None:
    """Compute what follows from new decisions for the faces that they are about, and for the other faces of the same
    clusters; `Consequences.change.pending` says whether anything is left for later.

    Returns None if the decisions have to be followed in full: decisions about edited photos are waiting to be carried
    over, a face is drawn or removed, or the decisions do more than follow the earlier ones or undo the latest ones. In
    that case, `warm` must not be used again.
    """
    snapshot, before = warm.snapshot, warm.log
    log = before.adding(said.decisions, said.ids)
    if snapshot.replaced or (_draws(snapshot, said) and _drawn_change(log, snapshot, said)):
        return None
    touched = warm.kept.follow(log.decisions, log.resolve)
    if touched is None:
        return None
    clusters, moved, new = moved_clusters(snapshot.clusters, before, said, log)
    state = lifetimes(warm.kept.state, snapshot.said.taken, warm.state)
    changed = touched if moved is None else touched | set(moved.face_id.tolist())
    assigned, differing = _assigned(warm, state, clusters, changed)
    change = PeopleChange(
        decisions=said.decisions,
        settled=(),
        undrawn=(),
        drawn={},
        clusters=moved,
        persons=frozenset(state.persons.values()),
        assigned=assigned,
        portraits=state.portraits,
        changed=differing,
        pending=warm.pending or bool(changed) or _rules_differ(warm.state, state),
    )
    return Consequences(state, log, clusters, new, change)


def after_decision(warm: Warm, result: Consequences) -> Warm | None:
    """What to keep after the change was written; None if the index has to be read again, because it gave ids to drawn
    faces or carried decisions over.
    """
    change, log, before = result.change, result.log, warm.snapshot
    if change.settled or change.undrawn or change.drawn or before.replaced:
        return None
    snapshot = replace(
        before,
        said=replace(before.said, decisions=log.decisions, table=log.table),
        next_seq=max((before.next_seq, *(decision.seq + 1 for decision in change.decisions))),
        latest_at=max(
            (*([before.latest_at] if before.latest_at else ()), *(decision.at for decision in change.decisions)),
            default=None,
        ),
        clusters=result.clusters,
        persons=change.persons,
        assigned=change.assigned,
        portraits=change.portraits,
    )
    kept = warm.kept if warm.kept.is_at(log.decisions) else KeptReplay(log.decisions, log.resolve)
    return replace(warm, snapshot=snapshot, log=log, state=result.state, kept=kept, pending=change.pending)


def after_settling(warm: Warm, change: PeopleChange) -> Warm:
    """What to keep after the names of all faces were worked out."""
    calibration = library_calibration(warm.snapshot, warm.state, warm.measured)
    snapshot = replace(warm.snapshot, assigned=change.assigned)
    prior = library_prior(snapshot, warm.state)
    return replace(warm, snapshot=snapshot, calibration=calibration, pending=False, prior=prior)


def _draws(snapshot: PeopleSnapshot, said: Said) -> bool:
    new = (ref for decision in said.decisions for group in decision.groups for ref in group)
    return bool(snapshot.said.drawn) or bool(snapshot.said.photos) or any(ref.found_by == BY_HAND for ref in new)


def _drawn_change(log: Log, snapshot: PeopleSnapshot, said: Said) -> bool:
    _, undrawn, drawn = place_drawn_faces(log, snapshot.said.drawn, photos_with_drawn(snapshot, said))
    return bool(undrawn or drawn)


def _rules_differ(one: PeopleState, other: PeopleState) -> bool:
    """Whether faces other than those of the decision may get or lose a name."""
    return (one.apart, one.different_persons, one.same_twice, one.outside_life, one.persons.keys()) != (
        other.apart, other.different_persons, other.same_twice, other.outside_life, other.persons.keys()
    )  # fmt: skip


def _assigned(
    warm: Warm, state: PeopleState, clusters: Clusters, changed: Collection[int]
) -> tuple[AssignmentTable, NDArray[np.int64] | None]:
    """The assignments before, except for these faces and the other faces of their clusters; and the faces whose rows
    may differ, as in `PeopleChange`.
    """
    faces = warm.snapshot.faces
    before = _with_living_persons(warm, state)
    differing = np.empty(0, dtype=np.int64) if before is warm.snapshot.assigned else None
    if not changed:
        return before, differing
    ids = np.array(sorted(changed), dtype=np.int64)
    near = _in_clusters_of(ids, clusters, faces)
    near = near[~np.isin(faces.face_id[near], list(state.not_faces))]
    if len(near) > _MOST_FACES:
        near = near[:0]
    fresh = _near(warm, state, clusters, near) if len(near) else _nothing()
    others = ids[~np.isin(ids, fresh.face_id)]
    suggested = _still_suggested(before, fresh, state)
    new = joined([fresh[(fresh.status != NONE) & ~np.isin(fresh.face_id, suggested.face_id)], suggested,
                  _as_said(others, state)])  # fmt: skip
    about = np.sort(np.concatenate([fresh.face_id, others]))
    return updated(before, about, new), about if differing is not None else None


def _in_clusters_of(face_ids: NDArray[np.int64], clusters: Clusters, faces: FaceTable) -> NDArray[np.int64]:
    """The rows of the faces that share a cluster with one of these faces."""
    held = np.unique(clusters.of(face_ids))
    held = held[held >= 0]
    members = clusters.face_id[np.isin(clusters.cluster_id, held)]
    rows = np.minimum(np.searchsorted(faces.face_id, members), max(len(faces.face_id) - 1, 0))
    return np.asarray(rows[faces.face_id[rows] == members], dtype=np.int64)


def _near(warm: Warm, state: PeopleState, clusters: Clusters, rows: NDArray[np.int64]) -> AssignmentTable:
    faces = warm.snapshot.faces
    ids = faces.face_id[rows]
    chosen = Decided(
        ids,
        faces.photo_id[rows],
        ClusterIds(clusters.of(ids)),
        faces.embedding[rows],
        _decided(ids, state),
        _forbidden(ids, state),
    )
    known, measured = None, warm.measured
    if measured is not None and warm.calibration is not None:
        known = Measured(measured.background[rows], measured.expectation), warm.calibration

    def surroundings() -> Surroundings:
        assert measured is not None
        return surroundings_of(ClusterIds(clusters.of(faces.face_id)), faces.embedding, measured.background)

    here = frozenset(ids.tolist())
    apart = [sides for sides in state.apart if any(not here.isdisjoint(side) for side in sides)]
    fresh = assign_clusters(chosen, apart, warm.snapshot.thresholds, known, warm.prior, surroundings=surroundings)
    _leave_to_others(fresh, chosen.photo, warm.snapshot)
    return fresh


def _decided(face_ids: NDArray[np.int64], state: PeopleState) -> Parties:
    def party(face: int) -> int:
        return IGNORED_PARTY if face in state.ignored else state.confirmed.get(face, NOBODY)

    return Parties(np.array([party(face) for face in face_ids.tolist()], dtype=np.int64))


def _forbidden(face_ids: NDArray[np.int64], state: PeopleState) -> dict[int, frozenset[Party]]:
    """Like `forbidden_parties`, but also forbids the persons who were not alive when the photo was taken."""
    ruled_out = persons_ruled_out(state)
    found: dict[int, frozenset[Party]] = {}
    for row, face in enumerate(face_ids.tolist()):
        who = state.forbidden(face) | ruled_out.get(face, frozenset())
        if who:
            found[row] = frozenset(IGNORED_PARTY if one is None else Party(one) for one in who)
    return found


def _leave_to_others(fresh: AssignmentTable, photo: NDArray[np.int64], snapshot: PeopleSnapshot) -> None:
    """Take automatic names back from faces in photos in which another face already counts as the person's."""
    rows = np.flatnonzero(fresh.status == AUTOMATIC)
    if len(rows) == 0:
        return
    here = np.flatnonzero(np.isin(snapshot.faces.photo_id, photo[rows]))
    ids = snapshot.faces.face_id[here]
    others = ids[~np.isin(ids, fresh.face_id)]
    photo_of = dict(zip(ids.tolist(), snapshot.faces.photo_id[here].tolist(), strict=True))
    before = snapshot.assigned
    counting = before[before.rows_of(others)]
    counting = counting[np.isin(counting.status, (AUTOMATIC, CONFIRMED))]
    pairs = zip(counting.person_id.tolist(), counting.face_id.tolist(), strict=True)
    taken = {(who, photo_of[face]) for who, face in pairs}
    for row in rows.tolist():
        if (int(fresh.person_id[row]), int(photo[row])) in taken:
            fresh.person_id[row], fresh.status[row], fresh.probability[row] = NO_PERSON, NONE, 0.0


def _with_living_persons(warm: Warm, state: PeopleState) -> AssignmentTable:
    """Give the faces of persons who no longer exist to the person whom they were merged into, or to nobody."""
    before = warm.snapshot.assigned
    known = (person.person_id for person in warm.snapshot.persons)
    gone = {who: warm.kept.became(who) for who in known if who not in state.persons}
    if not gone:
        return before
    person_id = before.person_id.copy()
    stays = np.ones(len(before), dtype=bool)
    for who, into in gone.items():
        theirs = before.person_id == who
        person_id[theirs] = into
        stays[theirs] = into in state.persons
    return replace(before, person_id=person_id)[stays]


def _still_suggested(before: AssignmentTable, fresh: AssignmentTable, state: PeopleState) -> AssignmentTable:
    """The earlier suggestions for faces that follow nobody now, unless a decision forbids them."""
    open_faces = fresh.face_id[fresh.status == NONE]
    earlier = before[before.rows_of(open_faces)]
    earlier = earlier[earlier.status == SUGGESTED]
    pairs = zip(earlier.face_id.tolist(), earlier.person_id.tolist(), strict=True)
    allowed = [who in state.persons and who not in state.forbidden(face) for face, who in pairs]
    return earlier[np.array(allowed, dtype=bool)]


def _as_said(face_ids: NDArray[np.int64], state: PeopleState) -> AssignmentTable:
    """What humans said about these faces; faces about which they said nothing are left out."""
    rows: dict[int, tuple[int, int]] = {}
    for face in face_ids.tolist():
        if face in state.confirmed:
            rows[face] = state.confirmed[face], CONFIRMED
        elif face in state.ignored or face in state.not_faces:
            rows[face] = NO_PERSON, IGNORED if face in state.ignored else NOT_A_FACE
    values = np.array(list(rows.values()), dtype=np.int64).reshape(-1, 2)
    ids = np.array(list(rows), dtype=np.int64)
    return AssignmentTable(ids, values[:, 0], values[:, 1].astype(np.int8), np.ones(len(ids)))


def _nothing() -> AssignmentTable:
    return _as_said(np.empty(0, dtype=np.int64), PeopleState())
