"""Replays the decisions onto the faces that are there now, and stores what follows for every face."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from photoindex.domain.people import Decision, FaceRef, PeopleState
from photoindex.people.assign import assign
from photoindex.people.decisions import replay
from photoindex.people.matching import match_faces
from photoindex.store.decisions import load_decisions
from photoindex.store.faces import FaceTable, faces_by_hash, load_face_table
from photoindex.store.groups import load_membership, save_people
from photoindex.store.index import Connection
from photoindex.store.settings import CurrentPack


def refresh_people(connection: Connection, pack: CurrentPack, faces: FaceTable | None = None) -> PeopleState:
    """Work out from all decisions and clusters whose each face is, and store it."""
    table = faces if faces is not None else load_face_table(connection, pack.fingerprint)
    state = people_state(connection, pack)
    membership = load_membership(connection)
    cluster_ids = np.array([membership.get(int(face_id), -1) for face_id in table.face_id], dtype=np.int64)
    assignments = assign(
        table.face_id, table.photo_id, cluster_ids, table.embedding, state=state, thresholds=pack.thresholds
    )
    save_people(connection, state.persons.values(), assignments)
    return state


def people_state(connection: Connection, pack: CurrentPack) -> PeopleState:
    """What the decisions say about the faces that the pack found."""
    decisions = load_decisions(connection)
    return replay(decisions, resolver(connection, pack.fingerprint, decisions).get)


def resolver(connection: Connection, fingerprint: str, decisions: Iterable[Decision]) -> dict[FaceRef, int]:
    """Which face each reference means: the one of the same photo in the same place.

    Each reference is matched for itself: two decisions made with different packs may mean one face by two boxes.
    """
    refs_by_hash: dict[str, dict[FaceRef, None]] = defaultdict(dict)
    for decision in decisions:
        for ref in decision.faces:
            refs_by_hash[ref.photo_hash][ref] = None
    found: dict[FaceRef, int] = {}
    for photo_hash, faces in faces_by_hash(connection, refs_by_hash, fingerprint).items():
        for ref in refs_by_hash[photo_hash]:
            (face_id,) = match_faces([ref.box], dict(faces))
            if face_id is not None:
                found[ref] = face_id
    return found
