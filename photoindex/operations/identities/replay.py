"""Replays the decisions onto the faces that are there now, and stores what follows for every face."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from photoindex.domain.people import BY_HAND, Assignment, Decision, FaceRef, Lifespan, PeopleState
from photoindex.operations.identities.carry_over import carry_over
from photoindex.operations.identities.measurements import load_measured
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.rules import assign
from photoindex.people.decisions.face_matching import match_refs
from photoindex.people.decisions.replay import in_force, replay
from photoindex.people.parties import NO_CLUSTER, ClusterIds
from photoindex.store.database.connection import Connection
from photoindex.store.tables.clusters import load_membership, save_people
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.decisions import load_log
from photoindex.store.tables.drawn_faces import add_hand_faces, load_hand_faces, remove_hand_faces
from photoindex.store.tables.faces import FaceTable, faces_by_hash, faces_outside, load_face_table


@dataclass(frozen=True, slots=True)
class Known:
    """All decisions, and which face each of their references means now."""

    decisions: list[Decision]
    places: dict[FaceRef, int]


def refresh_people(
    connection: Connection, pack: CurrentPack, faces: FaceTable | None = None, known: Known | None = None
) -> PeopleState:
    """Work out from all decisions and clusters whose each face is, and store it.

    Decisions about photos that were edited since are carried over first, and faces that a human drew are put where no
    pack found one.

    Args:
        faces: all faces of the pack, where they were read already.
        known: the log, where it was read already.
    """
    table = faces if faces is not None else load_face_table(connection, pack.fingerprint)
    known = known or load_known(connection, pack)
    known = with_added(connection, pack, known, carry_over(connection, pack, known.decisions, known.places))
    _place_hand_faces(connection, pack.fingerprint, known)
    state = state_of(connection, pack, known)
    save_people(connection, state.persons.values(), _assignments(connection, pack, table, state))
    return state


def people_state(connection: Connection, pack: CurrentPack) -> PeopleState:
    """What the decisions say about the faces that the pack found or a human drew."""
    return state_of(connection, pack, load_known(connection, pack))


def load_known(connection: Connection, pack: CurrentPack) -> Known:
    """The log, with each reference resolved: to the face of the same photo in the same place, or else the drawn one."""
    log = load_log(connection, pack.fingerprint)
    return Known(log.decisions, _resolved(connection, pack.fingerprint, log.decisions, log.places))


def with_added(connection: Connection, pack: CurrentPack, known: Known, added: Sequence[Decision]) -> Known:
    """The log with decisions that were appended since."""
    if not added:
        return known
    new = [decision for decision in added if decision.faces or decision.others]
    return Known([*known.decisions, *added], known.places | _resolved(connection, pack.fingerprint, new, known.places))


def _resolved(
    connection: Connection, fingerprint: str, decisions: Iterable[Decision], exact: Mapping[FaceRef, int]
) -> dict[FaceRef, int]:
    """`exact` is true wherever it has every face of a photo; in other photos each box has to find its own."""
    wanted = [ref for decision in decisions for group in _groups(decision) for ref in group]
    open_hashes = {ref.content_hash for ref in wanted if ref not in exact}
    if not open_hashes:
        return dict(exact)
    refs_by_hash: dict[str, dict[FaceRef, None]] = {content_hash: {} for content_hash in sorted(open_hashes)}
    for ref in wanted:
        if ref.content_hash in open_hashes:
            refs_by_hash[ref.content_hash][ref] = None
    found = {ref: face_id for ref, face_id in exact.items() if ref.content_hash not in open_hashes}
    drawn = load_hand_faces(connection, fingerprint)
    for refs in refs_by_hash.values():
        found |= {ref: drawn[ref] for ref in refs if ref in drawn}
    for content_hash, present in faces_by_hash(connection, open_hashes, fingerprint).items():
        found |= match_refs(list(refs_by_hash[content_hash]), dict(present))
    return found


def _groups(decision: Decision) -> tuple[tuple[FaceRef, ...], ...]:
    return (decision.faces, *decision.others)


def _place_hand_faces(connection: Connection, fingerprint: str, known: Known) -> None:
    """Drawn faces are there as long as a decision speaks of them and no pack found a face in their place."""
    drawn, places = load_hand_faces(connection, fingerprint), known.places
    spoken_of = {ref for ref in _drawn_refs(known.decisions) if places.get(ref, drawn.get(ref)) == drawn.get(ref)}
    gone = drawn.keys() - spoken_of
    remove_hand_faces(connection, [drawn[ref] for ref in gone])
    for ref in gone:
        if places.get(ref) == drawn[ref]:
            del places[ref]
    new = sorted(spoken_of - drawn.keys(), key=lambda ref: (ref.content_hash, ref.box.x, ref.box.y))
    places |= add_hand_faces(connection, new, fingerprint)


def _drawn_refs(decisions: Iterable[Decision]) -> set[FaceRef]:
    """The drawn faces that decisions in force speak of, in every version of their photo."""
    counting = in_force(decisions)
    said = [ref for item in counting if item.kind != "carry" for group in _groups(item) for ref in group]
    drawn = {ref for ref in said if ref.found_by == BY_HAND}
    carried = [
        pair for item in counting if item.kind == "carry" for pair in zip(item.faces, *item.others, strict=False)
    ]
    for pair in (*carried, *reversed(carried)):
        if not drawn.isdisjoint(pair):
            drawn.update(ref for ref in pair if ref.found_by == BY_HAND)
    return drawn


def state_of(connection: Connection, pack: CurrentPack, known: Known) -> PeopleState:
    """What these decisions say about the faces that are here."""
    state = replay(known.decisions, known.places.get)
    return replace(state, outside_life=_outside_life(connection, pack.fingerprint, state.lifespans))


def _outside_life(
    connection: Connection, fingerprint: str, lifespans: Mapping[int, Lifespan]
) -> dict[int, frozenset[int]]:
    outside: dict[int, set[int]] = defaultdict(set)
    for person_id, life in lifespans.items():
        for face_id in faces_outside(connection, fingerprint, life.born, life.died):
            outside[face_id].add(person_id)
    return {face_id: frozenset(persons) for face_id, persons in outside.items()}


def _assignments(connection: Connection, pack: CurrentPack, table: FaceTable, state: PeopleState) -> list[Assignment]:
    measured = load_measured(connection, pack, table)
    assignments = assignments_from(load_membership(connection), pack, table, state, measured)
    embedded = set(table.face_id.tolist())
    drawn = [Assignment(face, who, "confirmed") for face, who in state.confirmed.items() if face not in embedded]
    return [*assignments, *drawn, *(Assignment(face, None, "ignored") for face in state.ignored - embedded)]


def assignments_from(
    membership: Mapping[int, int], pack: CurrentPack, table: FaceTable, state: PeopleState, measured: Measured | None
) -> list[Assignment]:
    """What follows for every face of the table from clusters (face id -> cluster id) and decisions."""
    members = [membership.get(face_id, NO_CLUSTER) for face_id in table.face_id.tolist()]
    # Both kinds of prohibition bind the machine alike.
    binding = replace(
        state, rejected={face: state.forbidden(face) for face in state.rejected.keys() | state.outside_life.keys()}
    )
    return assign(
        table.face_id,
        table.photo_id,
        ClusterIds(np.array(members, dtype=np.int64)),
        table.embedding,
        state=binding,
        thresholds=pack.thresholds,
        measured=measured,
    )
