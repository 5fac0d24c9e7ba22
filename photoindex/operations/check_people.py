"""Check people: faces that contradict the rest of their person, so that a wrong name is found before it spreads."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState, Person
from photoindex.operations.replay import people_state
from photoindex.people.contradictions import contradictions
from photoindex.store.faces import FaceRow, embeddings_of, faces_of_person
from photoindex.store.groups import load_persons
from photoindex.store.index import Connection, Index
from photoindex.store.settings import CurrentPack, require_current_pack


@dataclass(frozen=True, slots=True)
class Doubt:
    """A face that may not be who it is said to be, and why."""

    face: FaceRow
    person: Person
    why: str


def check_people(index: Index) -> list[Doubt]:
    """Faces that look unlike their person, are from before or after their life, or are twice in one photo."""
    with index.reading() as connection:
        pack = require_current_pack(connection)
        state = people_state(connection, pack)
        return [doubt for person in load_persons(connection) for doubt in _doubts(connection, pack, state, person)]


def _doubts(connection: Connection, pack: CurrentPack, state: PeopleState, person: Person) -> list[Doubt]:
    rows = faces_of_person(connection, person.person_id)
    doubts = [*_unlike(connection, pack, rows, person)]
    doubts += [
        Doubt(row, person, "the photo was taken before or after this life")
        for row in rows
        if person.person_id in state.outside_life.get(row.face_id, frozenset())
    ]
    by_photo: dict[int, list[FaceRow]] = defaultdict(list)
    for row in rows:
        by_photo[row.photo_id].append(row)
    for same in by_photo.values():
        ids = sorted(row.face_id for row in same)
        if len(ids) > 1 and any((ids[0], other) not in state.same_twice for other in ids[1:]):
            doubts += [Doubt(row, person, f"is {len(ids)} times in this photo") for row in same]
    return doubts


def _unlike(connection: Connection, pack: CurrentPack, rows: list[FaceRow], person: Person) -> list[Doubt]:
    vectors: dict[int, NDArray[np.float32]] = embeddings_of(connection, [row.face_id for row in rows])
    seen = [row for row in rows if row.face_id in vectors]
    if not seen:
        return []
    odd = contradictions(np.stack([vectors[row.face_id] for row in seen]), pack.thresholds.verification)
    return [
        Doubt(
            seen[item.place],
            person,
            f"looks unlike the others (similarity {item.similarity:.2f}, usual {item.usual:.2f})",
        )
        for item in odd
    ]
