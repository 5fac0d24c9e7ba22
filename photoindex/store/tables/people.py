"""Persons and assignments: who has a name, and which person each face belongs to."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from photoindex.domain.people import Assignment, Person
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def load_persons(connection: Connection) -> list[Person]:
    """Every person with a name, sorted by name."""
    rows = connection.execute("SELECT person_id, name FROM person ORDER BY name").fetchall()
    return [Person(person_id, name) for person_id, name in rows]


def load_portraits(connection: Connection) -> dict[int, frozenset[int]]:
    """The portraits that humans chose, as in `PeopleState`."""
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, face_id in connection.execute("SELECT person_id, face_id FROM portrait").fetchall():
        found[person_id].add(face_id)
    return {person_id: frozenset(faces) for person_id, faces in found.items()}


def replace_portraits(connection: Connection, portraits: Mapping[int, frozenset[int]]) -> None:
    """Replace all chosen portraits."""
    connection.execute("DELETE FROM portrait")
    rows = ((person_id, face_id) for person_id, faces in sorted(portraits.items()) for face_id in sorted(faces))
    append_rows(connection, "portrait", rows)


def load_assignments(connection: Connection) -> dict[int, Assignment]:
    """Map the id of each face that has an assignment to that assignment."""
    rows = connection.execute("SELECT face_id, person_id, status, probability FROM assignment").fetchall()
    return {row[0]: Assignment(*row) for row in rows}


def not_faces(connection: Connection) -> list[int]:
    """The ids of the detections that are not faces, in ascending order."""
    rows = connection.execute("SELECT face_id FROM assignment WHERE status = 'not-a-face' ORDER BY face_id").fetchall()
    return [int(row[0]) for row in rows]


def counted_faces(connection: Connection) -> "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]":
    """The ids of the faces that count as belonging to a person, in ascending order, and the ids of their photos and
    persons (three int64 arrays of shape (n,)).
    """
    import numpy as np  # Most commands that read people need no arrays, and loading numpy takes 50 ms.

    columns = connection.execute(
        "SELECT face_id, photo_id, person_id FROM assignment JOIN face USING (face_id) "
        "WHERE person_id IS NOT NULL AND status <> 'suggested' ORDER BY face_id"
    ).fetchnumpy()
    return np.asarray(columns["face_id"]), np.asarray(columns["photo_id"]), np.asarray(columns["person_id"])
