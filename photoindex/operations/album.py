"""Album: everything about one person, for a page of their own."""

from dataclasses import dataclass
from datetime import datetime

from photoindex.domain.people import Person
from photoindex.errors import NotFoundError
from photoindex.operations.reviewing.doubts import Doubtful, contradictions_in
from photoindex.operations.reviewing.people_view import FaceTile, PeopleView
from photoindex.operations.sitting import Sitting
from photoindex.people.decisions.births import TypedLife, lives_in

__all__ = ["Album", "Doubtful", "Doubts", "FaceTile", "album", "audit", "doubts"]


@dataclass(frozen=True, slots=True)
class Album:
    """A person, the dates of their birth and death as a human gave them, the face that represents them, and their faces
    in present photos by date; faces in photos without a date come last. `suggested` is the number of faces that may be
    theirs but do not count.
    """

    person: Person
    born: str | None
    died: str | None
    portrait: int | None
    faces: tuple[FaceTile, ...]
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
    """Faces that may be the person's, the most probable first (`suggested`), and faces that count as theirs but
    contradict the others.
    """

    suggested: tuple[FaceTile, ...]
    contradictions: tuple[Doubtful, ...]


def album(sitting: Sitting, person_id: int) -> Album:
    """Collect what is known about a person.

    Raises:
        NotFoundError: nobody has the id (any more).
    """
    view = sitting.view
    person = _person(view, person_id)
    life = lives_in(view.warm.log.decisions).get(person_id, TypedLife())
    return Album(
        person=person,
        born=life.born,
        died=life.died,
        portrait=next((card.portrait for card in view.persons if card.id == person_id), None),
        faces=tuple(sorted(_present(sitting, person_id), key=_by_date)),
        suggested=len(_present(sitting, person_id, suggested=True)),
    )


def audit(sitting: Sitting, person_id: int) -> tuple[FaceTile, ...]:
    """All faces of a person, the least certain first: those that fit badly, then automatic ones by probability, then
    confirmed ones from the one that fits worst.

    Raises:
        NotFoundError: nobody has the id (any more).
    """
    _person(sitting.view, person_id)
    return tuple(sorted(_present(sitting, person_id), key=_certainty))


def doubts(sitting: Sitting, person_id: int, *, most: int) -> Doubts:
    """Find the faces that may or may not show this person, to ask the user about them; at most `most` suggested ones.

    Raises:
        NotFoundError: nobody has the id (any more).
    """
    _person(sitting.view, person_id)
    suggested = sorted(_present(sitting, person_id, suggested=True), key=lambda face: -face.probability)
    return Doubts(tuple(suggested[:most]), contradictions_in(sitting.view, person_id=person_id, said_once=True))


def _person(view: PeopleView, person_id: int) -> Person:
    found = next((person for person in view.warm.snapshot.persons if person.person_id == person_id), None)
    if found is None:
        raise NotFoundError("this person no longer exists", hint="They may have another name now.")
    return found


def _present(sitting: Sitting, person_id: int, *, suggested: bool = False) -> list[FaceTile]:
    return [face for face in sitting.person(person_id, suggested=suggested) if face.present]


def _by_date(face: FaceTile) -> tuple[bool, datetime, int]:
    return face.taken is None, face.taken or datetime.min, face.face_id


def _certainty(face: FaceTile) -> tuple[bool, bool, float, float]:
    confirmed = face.status == "confirmed"
    return not face.doubtful, confirmed, 1.0 if confirmed else face.probability, 1.0 if face.fit is None else face.fit
