"""What a human says about whole people: one and the same, called otherwise, two different ones, born and dead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex.domain.dates import end_of, start_of
from photoindex.domain.names import as_typed, clean_name, find_person, match_names
from photoindex.domain.people import Decision, Lifespan, Person
from photoindex.errors import UsageError
from photoindex.operations.identities.replay import people_state
from photoindex.operations.identities.targets import Target, check_unchanged, faces_of, known_photo
from photoindex.operations.identities.transaction import FIND_AND_UNDO, Deciding, deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, faces_in_photo, own_faces


@dataclass(frozen=True, slots=True)
class MergeReport:
    """`gone` had `faces`, which are those of `stays` now, who has `total` faces in `photos` photos."""

    decision: Decision
    gone: Person
    stays: Person
    faces: int
    total: int
    photos: int


@dataclass(frozen=True, slots=True)
class LifespanReport:
    """What is known of a life; `outside` faces were confirmed in photos from before or after it."""

    decision: Decision
    person: Person
    life: Lifespan
    outside: int


def merge(index: Index, gone: str, stays: str) -> MergeReport:
    """Say that two people are one, who has the second name from now on.

    Raises:
        NotFoundError: nobody has one of the names.
        UsageError: both are one person already, or were said to be different.
    """
    with deciding(index) as now:
        one, other = now.person(gone), now.person(stays)
        if one == other:
            raise UsageError(f"{gone} and {stays} are one person already")
        if (min(one.person_id, other.person_id), max(one.person_id, other.person_id)) in now.state.different_persons:
            raise UsageError(
                f"you said that {one.name} and {other.name} are different people",
                hint=FIND_AND_UNDO,
            )
        faces = len(own_faces(now.connection, one.person_id).at)
        decision = now.say("merge", f'merge "{one.name}" "{other.name}"', person=one, other=other)
        now.follow()
        has = own_faces(now.connection, other.person_id)
        return MergeReport(decision, one, other, faces, len(has.at), has.photos)


def rename(index: Index, name: str, new_name: str) -> Decision:
    """Call a person something else.

    Raises:
        NotFoundError: nobody has the name.
        UsageError: somebody else has the new name, or it is none.
    """
    new_name = clean_name(new_name)
    with deciding(index) as now:
        person = now.person(name)
        holder = find_person(new_name, now.state.persons.values())
        if holder is not None and holder != person:
            raise UsageError(
                f"somebody is called {holder.name} already",
                hint=f"If they are the same: photoindex merge {as_typed(person.name)} {as_typed(holder.name)}",
            )
        source = f'rename "{person.name}" "{new_name}"'
        decision = now.say("rename", source, person=Person(person.person_id, new_name))
        now.follow()
        return decision


def different(index: Index, one: Target, other: Target) -> Decision:
    """Say that two clusters, faces or persons are two different people, who are never joined again.

    Raises:
        NotFoundError: one of them does not exist.
        UsageError: they are one and the same, or share faces.
    """
    with deciding(index) as now:
        source = f"different {one} {other.which}"
        if one.kind == other.kind == "person":
            first, second = now.person(one.name), now.person(other.name)
            if first == second:
                raise UsageError(f"{one.name} and {other.name} are the same person")
            now.say("different", source, person=first, other=second)
        else:
            left, right = faces_of(now.connection, one), faces_of(now.connection, other)
            if {row.face_id for row in left} & {row.face_id for row in right}:
                raise UsageError(f"{one} and {other} share faces", hint="`photoindex split` divides them.")
            _say_apart(now, left, right, source)
        now.follow()
        return now.said[0]


def _say_apart(now: Deciding, left: Sequence[FaceRow], right: Sequence[FaceRow], source: str) -> None:
    now.say("different", source, faces=[row.ref for row in left], others=[[row.ref for row in right]])


def same_twice(index: Index, target: Path | Target) -> Decision:
    """Say that faces of one photo may be one person: in a mirror, in a collage. Of a photo, all its faces.

    Raises:
        NotFoundError: the photo or a face does not exist.
        UsageError: there are not two faces, or they are of different photos.
    """
    with deciding(index) as now:
        if isinstance(target, Target):
            source, rows = f"twice {target}", faces_of(now.connection, target)
        else:
            source, photo = f"twice photo {target}", known_photo(now.connection, target)
            check_unchanged(now.connection, target)
            rows = faces_in_photo(now.connection, photo.photo_id, now.pack.fingerprint)
        if len({row.photo_id for row in rows}) > 1:
            raise UsageError("these faces are of different photos, where one person may be anyway")
        if len(rows) < 2:
            raise UsageError("that takes two faces in one photo")
        decision = now.say("twice", source, faces=[row.ref for row in rows])
        now.follow()
        return decision


def set_lifespan(index: Index, name: str, born: str | None, died: str | None) -> LifespanReport:
    """Say when somebody was born or died: a face in a photo from before or after is never automatically theirs.

    Raises:
        NotFoundError: nobody has the name.
        UsageError: a date is not one or lies in the future, or the death comes before the birth.
    """
    first, last = start_of(born) if born is not None else None, end_of(died) if died is not None else None
    for date in filter(None, (born, died)):
        if start_of(date) > datetime.now():
            raise UsageError(f"{date} lies in the future", hint="A year, a month or a day: --born 1931-05")
    with deciding(index) as now:
        person = now.person(name)
        known = now.state.lifespans.get(person.person_id, Lifespan())
        begin, end = (first.date() if first else known.born), (last.date() if last else known.died)
        if begin and end and begin > end:
            raise UsageError(f"{person.name} cannot have died before being born", hint="`photoindex undo` helps.")
        typed = [f"--{word} {date}" for word, date in (("born", born), ("died", died)) if date]
        decision = now.say("lifespan", f'person "{person.name}" {" ".join(typed)}', person=person, born=born, died=died)
        state = now.follow()
        outside = sum(
            who == person.person_id and person.person_id in state.outside_life.get(face, ())
            for face, who in state.confirmed.items()
        )
        return LifespanReport(decision, person, state.lifespans[person.person_id], outside)


def lifespan_of(index: Index, name: str) -> tuple[Person, Lifespan]:
    """Who has the name, and what was said of their life.

    Raises:
        NotFoundError: nobody has the name.
    """
    with index.reading() as connection:
        state = people_state(connection, require_current_pack(connection))
    person = match_names([name], list(state.persons.values()))[0].person
    return person, state.lifespans.get(person.person_id, Lifespan())
