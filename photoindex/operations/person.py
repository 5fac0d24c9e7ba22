"""Person: record or show when somebody was born and died."""

from dataclasses import dataclass
from datetime import datetime

from photoindex.advice.actions import Action
from photoindex.domain.dates import end_of, start_of
from photoindex.domain.names import match_names
from photoindex.domain.people import Decision, Lifespan, Person
from photoindex.errors import UsageError
from photoindex.operations.identities.replay import people_state
from photoindex.operations.identities.transaction import deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack


@dataclass(frozen=True, slots=True)
class LifespanReport:
    """The known dates of a life; `outside` is the number of confirmed faces in photos from before or after it."""

    decision: Decision
    person: Person
    life: Lifespan
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
        return LifespanReport(decision, person, state.lifespans[person.person_id], outside)


def lifespan_of(index: Index, name: str) -> tuple[Person, Lifespan]:
    """The person with this name, and the known dates of their life.

    Raises:
        NotFoundError: nobody has the name.
    """
    with index.reading() as connection:
        state = people_state(connection, require_current_pack(connection))
    person = match_names([name], list(state.persons.values()))[0].person
    return person, state.lifespans.get(person.person_id, Lifespan())
