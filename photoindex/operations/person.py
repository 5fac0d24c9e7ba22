"""Person: record or show when somebody was born and died, and choose the face that represents them."""

from dataclasses import dataclass
from datetime import datetime

from photoindex.advice.actions import Action
from photoindex.advice.people import ListFaces
from photoindex.domain.dates import end_of, start_of
from photoindex.domain.names import match_names
from photoindex.domain.people import Decision, Lifespan, Person
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.identities.targets import known_faces
from photoindex.operations.identities.transaction import deciding
from photoindex.people.decisions.births import TypedLife, lives_in
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import decisions_without_faces
from photoindex.store.tables.people import load_persons

__all__ = [
    "LifespanReport",
    "PortraitReport",
    "TypedLife",
    "lifespan_of",
    "set_lifespan",
    "set_portrait",
]


@dataclass(frozen=True, slots=True)
class LifespanReport:
    """The known dates of a life; `outside` is the number of confirmed faces in photos from before or after it."""

    decision: Decision
    person: Person
    life: TypedLife
    outside: int


def set_lifespan(index: Index, name: str, born: str | None, died: str | None) -> LifespanReport:
    """Record when somebody was born or died. A face in a photo from before or after their life is never automatically
    theirs.

    Raises:
        NotFoundError: nobody has the name.
        UsageError: a date is invalid or lies in the future, or the death comes before the birth.
    """
    first, last = start_of(born) if born is not None else None, end_of(died) if died is not None else None
    for date in filter(None, (born, died)):
        if start_of(date) > datetime.now():
            raise UsageError(f"{date} lies in the future", hint="Give a year, a month or a day, such as 1931-05.")
    with deciding(index, lives=True) as now:
        person = now.person(name)
        known = now.state.lifespans.get(person.person_id, Lifespan())
        begin, end = (first.date() if first else known.born), (last.date() if last else known.died)
        if begin and end and begin > end:
            raise UsageError(
                f"{person.name} cannot have died before being born",
                hint="If an earlier date is wrong, undo that decision.",
                advice=Action.LIST_DECISIONS,
            )
        typed = [f"--{word} {date}" for word, date in (("born", born), ("died", died)) if date]
        decision = now.say("lifespan", f'person "{person.name}" {" ".join(typed)}', person=person, born=born, died=died)
        state = now.follow().state
        outside = sum(
            who == person.person_id and person.person_id in state.outside_life.get(face, ())
            for face, who in state.confirmed.items()
        )
        life = lives_in([*now.decisions, decision])[person.person_id]
        return LifespanReport(decision, person, life, outside)


@dataclass(frozen=True, slots=True)
class PortraitReport:
    """The face that represents the person from now on; None for the best face."""

    decision: Decision
    person: Person
    face_id: int | None


def set_portrait(index: Index, name: str, face_id: int | None) -> PortraitReport:
    """Choose the face that represents a person in lists; None returns to the best face.

    The choice counts as long as the face belongs to the person. While it does not, and while its photo is missing, the
    best face represents the person.

    Raises:
        NotFoundError: nobody has the name, the face does not exist, or no portrait was chosen.
        UsageError: the face does not belong to the person.
    """
    with deciding(index) as now:
        person = now.person(name)
        rows = known_faces(now.connection, [face_id]) if face_id is not None else []
        if not rows and person.person_id not in now.state.portraits:
            raise NotFoundError(f"no portrait of {person.name} was chosen, so the best face is shown already")
        for row in rows:
            if row.person_id != person.person_id or row.status not in ("confirmed", "automatic"):
                raise UsageError(
                    f"face {row.face_id} does not belong to {person.name}",
                    hint="If it shows this person, name it first.",
                    advice=ListFaces("person", name=person.name),
                )
        source = f'person "{person.name}" --portrait {"auto" if face_id is None else face_id}'
        decision = now.say("portrait", source, faces=rows, person=person)
        now.follow()
        return PortraitReport(decision, person, face_id)


def lifespan_of(index: Index, name: str) -> tuple[Person, TypedLife]:
    """The person with this name, and the known dates of their life.

    Raises:
        NotFoundError: nobody has the name.
    """
    with index.reading() as connection:
        persons = load_persons(connection)
        decisions = decisions_without_faces(connection)
    person = match_names([name], persons)[0].person
    return person, lives_in(decisions).get(person.person_id, TypedLife())
