"""Replays the decisions onto the faces that are there now, and stores what follows for every face."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from photoindex.domain.people import BY_HAND, Assignment, Decision, FaceRef, Lifespan, PeopleState
from photoindex.operations.carry import carry_over
from photoindex.people.assign import assign
from photoindex.people.decisions import in_force, replay
from photoindex.people.matching import match_refs
from photoindex.store.decisions import load_decisions
from photoindex.store.faces import FaceTable, faces_at_places, faces_by_hash, faces_outside, load_face_table
from photoindex.store.groups import load_membership, save_people
from photoindex.store.hand_faces import add_hand_faces, load_hand_faces, remove_hand_faces
from photoindex.store.index import Connection
from photoindex.store.settings import CurrentPack


def refresh_people(connection: Connection, pack: CurrentPack, faces: FaceTable | None = None) -> PeopleState:
    """Work out from all decisions and clusters whose each face is, and store it.

    Decisions about photos that were edited since are carried over first, and faces that a human drew are put where no
    pack found one.
    """
    table = faces if faces is not None else load_face_table(connection, pack.fingerprint)
    decisions = load_decisions(connection)
    places = resolver(connection, pack.fingerprint, decisions)
    carried = carry_over(connection, pack, decisions, places)
    if carried:
        decisions = [*decisions, *carried]
        places = resolver(connection, pack.fingerprint, decisions)
    _place_hand_faces(connection, pack.fingerprint, decisions, places)
    state = _state(connection, pack, decisions, places)
    save_people(connection, state.persons.values(), _assignments(connection, pack, table, state))
    return state


def people_state(connection: Connection, pack: CurrentPack) -> PeopleState:
    """What the decisions say about the faces that the pack found or a human drew."""
    decisions = load_decisions(connection)
    return _state(connection, pack, decisions, resolver(connection, pack.fingerprint, decisions))


def present_faces(connection: Connection, pack: CurrentPack, decision: Decision) -> list[int]:
    """The ids of the faces that a decision speaks of, as far as they are here."""
    return sorted(set(resolver(connection, pack.fingerprint, [decision]).values()))


def resolver(connection: Connection, fingerprint: str, decisions: Iterable[Decision]) -> dict[FaceRef, int]:
    """Which face each reference means: the one of the same photo in the same place, or else the drawn one."""
    wanted = dict.fromkeys(ref for decision in decisions for group in _groups(decision) for ref in group)
    exact = faces_at_places(connection, fingerprint)
    open_hashes = {ref.photo_hash for ref in wanted if ref not in exact}
    found = {ref: exact[ref] for ref in wanted if ref.photo_hash not in open_hashes}
    refs_by_hash: dict[str, list[FaceRef]] = defaultdict(list)
    for ref in wanted:
        if ref.photo_hash in open_hashes:
            refs_by_hash[ref.photo_hash].append(ref)
    for photo_hash, present in faces_by_hash(connection, open_hashes, fingerprint).items():
        found |= match_refs(refs_by_hash[photo_hash], dict(present))
    drawn = load_hand_faces(connection, fingerprint)
    return {ref: drawn[ref] for ref in wanted if ref in drawn} | found


def _groups(decision: Decision) -> tuple[tuple[FaceRef, ...], ...]:
    return (decision.faces, *decision.others)


def _place_hand_faces(
    connection: Connection, fingerprint: str, decisions: Iterable[Decision], places: dict[FaceRef, int]
) -> None:
    """Drawn faces are there as long as a decision speaks of them and no pack found a face in their place."""
    drawn = load_hand_faces(connection, fingerprint)
    spoken_of = {
        ref
        for decision in in_force(decisions)
        for group in _groups(decision)
        for ref in group
        if ref.found_by == BY_HAND and places.get(ref, drawn.get(ref)) == drawn.get(ref)
    }
    gone = drawn.keys() - spoken_of
    remove_hand_faces(connection, [drawn[ref] for ref in gone])
    for ref in gone:
        if places.get(ref) == drawn[ref]:
            del places[ref]
    new = sorted(spoken_of - drawn.keys(), key=lambda ref: (ref.photo_hash, ref.box.x, ref.box.y))
    places |= add_hand_faces(connection, new, fingerprint)


def _state(
    connection: Connection, pack: CurrentPack, decisions: Iterable[Decision], places: Mapping[FaceRef, int]
) -> PeopleState:
    state = replay(decisions, places.get)
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
    membership = load_membership(connection)
    cluster_ids = np.array([membership.get(face_id, -1) for face_id in table.face_id.tolist()], dtype=np.int64)
    # Both kinds of prohibition bind the machine alike.
    binding = replace(
        state, rejected={face: state.forbidden(face) for face in state.rejected.keys() | state.outside_life.keys()}
    )
    assignments = assign(
        table.face_id, table.photo_id, cluster_ids, table.embedding, state=binding, thresholds=pack.thresholds
    )
    embedded = set(table.face_id.tolist())
    drawn = [Assignment(face, who, "confirmed") for face, who in state.confirmed.items() if face not in embedded]
    return [*assignments, *drawn, *(Assignment(face, None, "ignored") for face in state.ignored - embedded)]
