"""Whose each face is, as it was worked out last."""

from photoindex.domain.people import Assignment, AssignmentStatus
from photoindex.store.index import Connection


def load_assignments(connection: Connection) -> dict[int, Assignment]:
    """Face id -> assignment, of all faces that have one."""
    rows = connection.execute("SELECT face_id, person_id, status, probability FROM assignment").fetchall()
    return {row[0]: Assignment(*row) for row in rows}


def clusters_of_person(connection: Connection, person_id: int) -> list[list[int]]:
    """The faces that count as a person's, those of one cluster (or of none) together, the most first."""
    rows = connection.execute(
        "SELECT list(face_id ORDER BY face_id) FROM assignment LEFT JOIN membership USING (face_id) "
        "WHERE person_id = ? AND status IN ('confirmed', 'automatic') "
        "GROUP BY cluster_id ORDER BY count(*) DESC, min(face_id)",
        [person_id],
    ).fetchall()
    return [row[0] for row in rows]


def faces_by_status(connection: Connection, person_id: int) -> dict[AssignmentStatus, frozenset[int]]:
    """The faces that are confirmed as, automatically or suggested to be a person."""
    rows = connection.execute(
        "SELECT status, list(face_id) FROM assignment WHERE person_id = ? GROUP BY status", [person_id]
    ).fetchall()
    found: dict[AssignmentStatus, frozenset[int]] = {
        "confirmed": frozenset(), "automatic": frozenset(), "suggested": frozenset()
    }  # fmt: skip
    return found | {status: frozenset(faces) for status, faces in rows}
