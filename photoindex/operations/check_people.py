"""Check people: find faces that contradict the rest of their person, before a wrong name spreads."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState, Person
from photoindex.domain.people_snapshot import FaceTable
from photoindex.operations.identities.replay import people_state
from photoindex.people.labels import rows_of_ids
from photoindex.people.similarity.contradictions import contradictions
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, faces_with_ids, load_face_table
from photoindex.store.tables.people import counted_faces, load_persons


@dataclass(frozen=True, slots=True)
class LooksUnlike:
    """The face's mean similarity (cosine) to the person's other faces, and the usual similarity among those faces."""

    similarity: float
    usual: float


@dataclass(frozen=True, slots=True)
class OutsideLife:
    """The photo was taken before the person's birth or after their death."""


@dataclass(frozen=True, slots=True)
class SeveralTimes:
    """The person has this many faces in the photo."""

    times: int


Why = LooksUnlike | OutsideLife | SeveralTimes


@dataclass(frozen=True, slots=True)
class Doubt:
    """A face that may not show the person it is assigned to, and why."""

    face: FaceRow
    person: Person
    why: Why


def check_people(index: Index) -> list[Doubt]:
    """Find faces that look unlike their person, date from before or after the person's life, or share a photo with
    another face of the person.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        state = people_state(connection, pack)
        persons = load_persons(connection)
        table = load_face_table(connection, pack.fingerprint)
        doubts = {
            person_id: [
                *unlike(table, faces, pack.thresholds.verification),
                *outside_life(person_id, faces, state),
                *several_times(faces, photos, state),
            ]
            for person_id, (faces, photos) in _counted(connection).items()
        }
        wanted = [face for theirs in doubts.values() for face, _ in theirs]
        rows = {row.face_id: row for row in faces_with_ids(connection, wanted, pack.fingerprint)}
    return [
        Doubt(rows[face], person, why)
        for person in persons
        for face, why in doubts.get(person.person_id, ())
        if face in rows
    ]


def _counted(connection: Connection) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Map each person id to the ids of the faces that count as theirs, ascending, and to these faces' photo ids."""
    faces, photos, persons = counted_faces(connection)
    return {person: (faces[rows], photos[rows]) for person, rows in rows_of_ids(persons).items()}


def unlike(table: FaceTable, faces: NDArray[np.int64], verification: float) -> Iterator[tuple[int, Why]]:
    """The faces of one person that look unlike the person's other faces. `table` holds all faces by ascending id."""
    row = np.searchsorted(table.face_id, faces)
    # Drawn faces have no embedding to compare.
    known = row < len(table.face_id)
    known[known] = table.face_id[row[known]] == faces[known]
    for item in contradictions(table.embedding[row[known]], verification):
        yield int(faces[known][item.row]), LooksUnlike(item.similarity, item.usual)


def outside_life(person: int, faces: NDArray[np.int64], state: PeopleState) -> Iterator[tuple[int, Why]]:
    """The faces of a person in photos from before the birth or after the death."""
    for face in faces.tolist():
        if person in state.outside_life.get(face, frozenset()):
            yield face, OutsideLife()


def several_times(faces: NDArray[np.int64], photos: NDArray[np.int64], state: PeopleState) -> Iterator[tuple[int, Why]]:
    """The faces of one person that share a photo, unless a human said that this is right. `photos` are their photos."""
    _, photo, count = np.unique(photos, return_inverse=True, return_counts=True)
    in_photo: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(count[photo] > 1).tolist():
        in_photo[int(photo[row])].append(int(faces[row]))
    for same in in_photo.values():
        if any((same[0], other) not in state.same_twice for other in same[1:]):
            for face in same:
                yield face, SeveralTimes(len(same))
