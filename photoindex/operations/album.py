"""Album: everything about one person, for a page of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from photoindex.domain.dates import end_of, start_of
from photoindex.domain.people import Lifespan, Person
from photoindex.errors import NotFoundError
from photoindex.operations.check_people import Doubt, doubts_about
from photoindex.operations.identities.replay import people_state
from photoindex.operations.sheets.fit import by_fit
from photoindex.people.decisions.replay import in_force
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.decisions import decisions_without_faces
from photoindex.store.tables.faces import FaceRow, faces_of_person
from photoindex.store.tables.people import load_persons
from photoindex.store.views.face_lists import FaceList, count_faces, list_faces, suggested_as
from photoindex.store.views.listing import portraits

__all__ = ["Album", "Doubt", "Doubts", "FaceList", "FaceRow", "album", "audit", "doubts"]


@dataclass(frozen=True, slots=True)
class Album:
    """A person, the dates of their birth and death as a human gave them, the face that stands for them, and their faces
    by date; faces in photos without a date come last. `suggested` is the number of faces that may be theirs but do not
    count.
    """

    person: Person
    born: str | None
    died: str | None
    portrait: int | None
    faces: tuple[FaceRow, ...]
    suggested: int

    @property
    def photos(self) -> int:
        """The number of photos that show the person."""
        return len({face.photo_id for face in self.faces})

    @property
    def confirmed(self) -> int:
        """The number of faces that a human named or confirmed."""
        return sum(face.status == "confirmed" for face in self.faces)


@dataclass(frozen=True, slots=True)
class Doubts:
    """Faces that may be the person's (`suggested`, the most probable first), and faces that count as theirs but
    contradict the others.
    """

    suggested: FaceList
    contradictions: tuple[Doubt, ...]


def album(index: Index, person_id: int) -> Album:
    """Collect what is known about a person.

    Raises:
        NotFoundError: nobody has the id (any more).
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        person = _person(connection, person_id)
        born, died = _typed_life(connection, people_state(connection, pack).lifespans.get(person_id, Lifespan()))
        faces = sorted(faces_of_person(connection, person_id), key=_by_date)
        portrait = portraits(connection, pack.fingerprint).get(("person", person_id))
        suggested = count_faces(connection, pack.fingerprint, suggested_as(person_id))
    return Album(person, born, died, portrait, tuple(faces), suggested)


def audit(index: Index, person_id: int) -> tuple[FaceRow, ...]:
    """All faces of a person, the least certain first: automatic ones by probability, then confirmed ones from the least
    typical.

    Raises:
        NotFoundError: nobody has the id (any more).
    """
    with index.reading() as connection:
        require_current_pack(connection)
        _person(connection, person_id)
        least_fitting = by_fit(connection, faces_of_person(connection, person_id))[::-1]
    return tuple(sorted(least_fitting, key=_certainty))


def doubts(index: Index, person_id: int, *, most: int) -> Doubts:
    """Find the faces about which somebody should say whether they show this person; at most `most` suggested ones.

    Raises:
        NotFoundError: nobody has the id (any more).
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        person = _person(connection, person_id)
        suggested = list_faces(connection, pack.fingerprint, suggested_as(person_id), "best", most=most)
        against = doubts_about(connection, pack, [person])
    rows = sorted(suggested.rows, key=lambda row: -row.probability)
    return Doubts(FaceList(tuple(rows), suggested.faces, suggested.photos), tuple(against))


def _typed_life(connection: Connection, life: Lifespan) -> tuple[str | None, str | None]:
    """The texts that gave these dates, because "1931-05" says more than the first of May."""
    said = [item for item in in_force(decisions_without_faces(connection)) if item.kind == "lifespan"][::-1]
    born = (item.born for item in said if item.born and start_of(item.born).date() == life.born)
    after_death = life.died + timedelta(days=1) if life.died else None
    died = (item.died for item in said if item.died and end_of(item.died).date() == after_death)
    return next(born, None), next(died, None)


def _person(connection: Connection, person_id: int) -> Person:
    found = next((person for person in load_persons(connection) if person.person_id == person_id), None)
    if found is None:
        raise NotFoundError("this person is not here any more", hint="They may have another name now.")
    return found


def _by_date(face: FaceRow) -> tuple[bool, datetime, int]:
    return face.taken_at is None, face.taken_at or datetime.min, face.face_id


def _certainty(face: FaceRow) -> tuple[bool, float]:
    return face.status == "confirmed", face.probability if face.status != "confirmed" else 1.0
