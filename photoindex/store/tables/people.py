"""Persons and assignments: who has a name, and which person each face belongs to."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Assignment, Person
from photoindex.store.database.connection import Connection


def load_persons(connection: Connection) -> list[Person]:
    """Every person with a name, sorted by name."""
    rows = connection.execute("SELECT person_id, name FROM person ORDER BY name").fetchall()
    return [Person(person_id, name) for person_id, name in rows]


def load_assignments(connection: Connection) -> dict[int, Assignment]:
    """Map the id of each face that has an assignment to that assignment."""
    rows = connection.execute("SELECT face_id, person_id, status, probability FROM assignment").fetchall()
    return {row[0]: Assignment(*row) for row in rows}


def counted_faces(connection: Connection) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The ids of the faces that count as belonging to a person, in ascending order, and the ids of their photos and
    persons (three int64 arrays of shape (n,)).
    """
    columns = connection.execute(
        "SELECT face_id, photo_id, person_id FROM assignment JOIN face USING (face_id) "
        "WHERE person_id IS NOT NULL AND status <> 'suggested' ORDER BY face_id"
    ).fetchnumpy()
    return np.asarray(columns["face_id"]), np.asarray(columns["photo_id"]), np.asarray(columns["person_id"])
