"""Whose each face is, as it was worked out last."""

from photoindex.domain.people import Assignment
from photoindex.store.index import Connection


def load_assignments(connection: Connection) -> dict[int, Assignment]:
    """Face id -> assignment, of all faces that have one."""
    rows = connection.execute("SELECT face_id, person_id, status, probability FROM assignment").fetchall()
    return {row[0]: Assignment(*row) for row in rows}
