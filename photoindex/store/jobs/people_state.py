"""Write the results of decisions. Only rows that have changed are written, because most decisions change few rows."""

from collections.abc import Mapping

import numpy as np

from photoindex.domain.assignment_table import STATUSES, AssignmentTable, differences
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people_snapshot import FIRST_NEW_FACE, ClusterChange, PeopleChange, PeopleSnapshot
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.tables.decisions import append_rounded_decisions
from photoindex.store.tables.drawn_faces import add_hand_faces, remove_hand_faces
from photoindex.store.tables.generation import set_names_pending
from photoindex.store.tables.people import replace_portraits
from photoindex.store.tables.replaced_content import Replacement, settle


def save_change(connection: Connection, before: PeopleSnapshot, change: PeopleChange) -> None:
    """Apply `change` to the index; `before` is what the index holds now."""
    if change.decisions:
        append_rounded_decisions(connection, change.decisions)
    settle(connection, [Replacement(old, new) for old, new in change.settled])
    if change.clusters is not None:
        _save_clusters(connection, change.clusters)
    if change.undrawn:
        remove_hand_faces(connection, change.undrawn)
    assigned, portraits = change.assigned, change.portraits
    if change.drawn:
        given = add_hand_faces(connection, list(change.drawn), before.fingerprint)
        ids = {number: given[ref] for ref, number in change.drawn.items()}
        assigned = _with_ids(assigned, ids)
        portraits = {who: frozenset(ids.get(face, face) for face in faces) for who, faces in portraits.items()}
    gone = [person.person_id for person in before.persons - change.persons]
    if gone:
        connection.execute("DELETE FROM person WHERE person_id IN (SELECT unnest(?::BIGINT[]))", [gone])
    persons = sorted(change.persons - before.persons, key=lambda person: person.person_id)
    append_rows(connection, "person", ((person.person_id, person.name) for person in persons))
    if portraits != before.portraits:
        replace_portraits(connection, portraits)
    _save_assigned(connection, *differences(before.assigned, assigned, change.changed))
    set_names_pending(connection, pending=change.pending)


def _save_clusters(connection: Connection, change: ClusterChange) -> None:
    now = utc_now()
    append_rows(connection, "cluster", ((cluster_id, now, None) for cluster_id in change.created))
    faces = change.face_id.tolist()
    connection.execute("DELETE FROM membership WHERE face_id IN (SELECT unnest(?::BIGINT[]))", [faces])
    append_rows(connection, "membership", zip(faces, change.cluster_id.tolist(), strict=True))
    for cluster_id, into in change.merged.items():
        connection.execute("UPDATE cluster SET merged_into = ? WHERE cluster_id = ?", [into, cluster_id])


def _with_ids(assigned: AssignmentTable, ids: Mapping[int, int]) -> AssignmentTable:
    """Replace the provisional ids of drawn faces; `ids` maps them to the ids that the index gave."""
    new = assigned.face_id >= FIRST_NEW_FACE
    face_id = assigned.face_id.copy()
    face_id[new] = [ids[number] for number in face_id[new].tolist()]
    return AssignmentTable(face_id, assigned.person_id, assigned.status, assigned.probability)


def _save_assigned(connection: Connection, gone: AssignmentTable, rows: AssignmentTable) -> None:
    if len(gone):
        connection.execute(
            "DELETE FROM assignment WHERE face_id IN (SELECT unnest(?::BIGINT[]))", [gone.face_id.tolist()]
        )
    if len(rows):
        names = np.array(STATUSES)[rows.status].tolist()
        connection.execute(
            f"INSERT INTO assignment SELECT face_id, nullif(person_id, {NO_PERSON}), status, probability FROM ("
            "SELECT unnest(?::BIGINT[]) AS face_id, unnest(?::BIGINT[]) AS person_id, unnest(?::VARCHAR[]) AS status, "
            "unnest(?::DOUBLE[]) AS probability)",
            [rows.face_id.tolist(), rows.person_id.tolist(), names, rows.probability.tolist()],
        )
