"""Persons and assignments: who has a name, and which person each face belongs to."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Assignment, AssignmentStatus, Person
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection


def save_people(connection: Connection, persons: Iterable[Person], assignments: Sequence[Assignment]) -> None:
    """Replace all persons and assignments. Only rows that differ are written: most decisions change few."""
    connection.execute("DELETE FROM person")
    append_rows(connection, "person", ((person.person_id, person.name) for person in persons))
    wanted = {
        (item.face_id, item.person_id, item.status, item.probability) for item in assignments if item.status != "none"
    }
    stored = set(connection.execute("SELECT face_id, person_id, status, probability FROM assignment").fetchall())
    connection.execute(
        "DELETE FROM assignment WHERE face_id IN (SELECT unnest(?::BIGINT[]))", [[row[0] for row in stored - wanted]]
    )
    append_rows(connection, "assignment", sorted(wanted - stored, key=lambda row: row[0]))


def load_persons(connection: Connection) -> list[Person]:
    """Every person with a name, by name."""
    rows = connection.execute("SELECT person_id, name FROM person ORDER BY name").fetchall()
    return [Person(person_id, name) for person_id, name in rows]


def load_assignments(connection: Connection) -> dict[int, Assignment]:
    """Face id -> assignment, for all faces that have one."""
    rows = connection.execute("SELECT face_id, person_id, status, probability FROM assignment").fetchall()
    return {row[0]: Assignment(*row) for row in rows}


def clusters_of_person(connection: Connection, person_id: int) -> list[list[int]]:
    """The faces that count as a person's, one list per cluster (and one for faces in no cluster), the longest first."""
    rows = connection.execute(
        "SELECT list(face_id ORDER BY face_id) FROM assignment LEFT JOIN membership USING (face_id) "
        "WHERE person_id = ? AND status IN ('confirmed', 'automatic') "
        "GROUP BY cluster_id ORDER BY count(*) DESC, min(face_id)",
        [person_id],
    ).fetchall()
    return [row[0] for row in rows]


def clusters_to_name(connection: Connection, cluster_ids: Sequence[int], person_id: int | None) -> dict[int, list[int]]:
    """Cluster id -> its faces that nobody confirmed and that do not count as this person's yet."""
    rows = connection.execute(
        "SELECT cluster_id, list(face_id) FROM membership LEFT JOIN assignment USING (face_id) "
        "WHERE cluster_id IN (SELECT unnest(?::BIGINT[])) AND coalesce(status, 'none') <> 'confirmed' "
        "AND NOT (coalesce(status, 'none') = 'automatic' AND person_id IS NOT DISTINCT FROM ?::BIGINT) "
        "GROUP BY cluster_id ORDER BY cluster_id",
        [list(cluster_ids), person_id],
    ).fetchall()
    return dict(rows)


def faces_by_status(connection: Connection, person_id: int) -> dict[AssignmentStatus, frozenset[int]]:
    """Status -> the faces that are assigned to a person with it."""
    rows = connection.execute(
        "SELECT status, list(face_id) FROM assignment WHERE person_id = ? GROUP BY status", [person_id]
    ).fetchall()
    found: dict[AssignmentStatus, frozenset[int]] = {
        "confirmed": frozenset(), "automatic": frozenset(), "suggested": frozenset()
    }  # fmt: skip
    return found | {status: frozenset(faces) for status, faces in rows}


def counted_faces(connection: Connection) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The faces that count as somebody's, ascending, with their photos and their persons: int64 (n,) each."""
    columns = connection.execute(
        "SELECT face_id, photo_id, person_id FROM assignment JOIN face USING (face_id) "
        "WHERE person_id IS NOT NULL AND status <> 'suggested' ORDER BY face_id"
    ).fetchnumpy()
    return np.asarray(columns["face_id"]), np.asarray(columns["photo_id"]), np.asarray(columns["person_id"])
