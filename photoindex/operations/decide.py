"""Decide: what a person says about faces becomes a decision, and everything that follows is worked out anew."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.domain.people import Decision, DecisionKind, FaceRef, PeopleState, Person
from photoindex.errors import NotFoundError
from photoindex.operations.replay import people_state, refresh_people
from photoindex.operations.targets import Target, faces_of
from photoindex.people.decisions import latest_undoable, standing
from photoindex.query.names import clean_name, find_person
from photoindex.store.clock import utc_now
from photoindex.store.decisions import append_decision, load_decisions, next_seq
from photoindex.store.faces import FaceRow, faces_of_person
from photoindex.store.index import Connection, Index
from photoindex.store.settings import require_current_pack


@dataclass(frozen=True, slots=True)
class LabelReport:
    """What naming faces did.

    `faces` were named; `left` were confirmed as somebody else before and stay with `left_with`. `joined` says that the
    person existed already; `total` and `photos` are what the person has now, with automatic faces.
    """

    seq: int
    person: Person
    faces: int
    left: int
    left_with: tuple[str, ...]
    joined: bool
    total: int
    photos: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as `log` shows it; `in_force` is False for one that was undone."""

    decision: Decision
    in_force: bool


def label(index: Index, target: Target, name: str) -> LabelReport:
    """Say that faces are a person, who is made if nobody has that name.

    Faces of a cluster that were confirmed as somebody else stay with them; a face named by its own id moves.

    Raises:
        NotFoundError: the target does not exist, or all its faces are confirmed as other people.
        UsageError: the name is not one.
    """
    name = clean_name(name)
    with index.writing() as connection:
        pack = require_current_pack(connection)
        rows = faces_of(connection, target)
        state = people_state(connection, pack)
        joined = find_person(name, state.persons.values()) is not None
        person = find_person(name, _everybody(connection, state)) or Person(_next_person_id(connection), name)
        others = set() if target.kind == "face" else {
            row.face_id for row in rows if state.confirmed.get(row.face_id, person.person_id) != person.person_id
        }  # fmt: skip
        meant = [row for row in rows if row.face_id not in others]
        left_with = sorted({state.persons[state.confirmed[face_id]].name for face_id in others})
        if not meant:
            raise NotFoundError(
                f"all faces of {target} are confirmed as {', '.join(left_with)}",
                hint="Move single faces with `photoindex label face ID NAME`.",
            )
        source = f'label {target} "{name}"'
        decision = _append(connection, "name", meant, source, person=person)
        refresh_people(connection, pack)
        now = faces_of_person(connection, person.person_id)
        return LabelReport(
            seq=decision.seq,
            person=person,
            faces=len(meant),
            left=len(others),
            left_with=tuple(left_with),
            joined=joined,
            total=len(now),
            photos=len({row.photo_id for row in now}),
        )


def ignore(index: Index, target: Target) -> Decision:
    """Say that faces are strangers, to be left out of everything.

    Raises:
        NotFoundError: the target does not exist, or holds only faces that were confirmed as somebody.
    """
    with index.writing() as connection:
        pack = require_current_pack(connection)
        rows = faces_of(connection, target)
        confirmed = people_state(connection, pack).confirmed
        meant = rows if target.kind == "face" else [row for row in rows if row.face_id not in confirmed]
        if not meant:
            raise NotFoundError(
                f"all faces of {target} are confirmed as somebody",
                hint=f"Take the name away first: `photoindex unlabel {target}`.",
            )
        decision = _append(connection, "ignore", meant, f"label {target} --ignore")
        refresh_people(connection, pack)
        return decision


def unlabel(index: Index, target: Target) -> list[Decision]:
    """Say that faces are not who they are said to be, or that they are no strangers to be ignored.

    Returns:
        One decision for each person that loses faces.

    Raises:
        NotFoundError: the target does not exist, or none of its faces has a name or is ignored.
    """
    with index.writing() as connection:
        pack = require_current_pack(connection)
        by_person: dict[int | None, list[FaceRow]] = defaultdict(list)
        for row in faces_of(connection, target):
            if row.status != "none":
                by_person[row.person_id].append(row)
        if not by_person:
            raise NotFoundError(f"no face of {target} has a name or is ignored")
        persons = people_state(connection, pack).persons
        decisions = [
            _append(connection, "unlabel", rows, f"unlabel {target}", person=persons.get(who) if who else None)
            for who, rows in by_person.items()
        ]
        refresh_people(connection, pack)
        return decisions


def undo(index: Index, seq: int | None = None) -> Decision:
    """Undo the latest decision that is in force, or the one with this number; an undo can be undone by its number.

    Returns:
        The decision that was undone.

    Raises:
        NotFoundError: there is nothing to undo, no such decision, or it was undone before.
    """
    with index.writing() as connection:
        pack = require_current_pack(connection)
        decisions = load_decisions(connection)
        target = latest_undoable(decisions) if seq is None else _decision(decisions, seq)
        if target is None:
            raise NotFoundError("there is nothing to undo")
        decision = Decision(
            seq=next_seq(connection), at=utc_now(), kind="undo", person_id=None, person_name=None, faces=(),
            target=target.seq, source=f"undo {target.seq}",
        )  # fmt: skip
        append_decision(connection, decision)
        refresh_people(connection, pack)
        return target


def log(index: Index) -> list[DecisionRow]:
    """Every decision, oldest first."""
    with index.reading() as connection:
        decisions = load_decisions(connection)
    seqs = {decision.seq for decision in standing(decisions)}
    return [DecisionRow(decision, decision.seq in seqs) for decision in decisions]


def _decision(decisions: Sequence[Decision], seq: int) -> Decision:
    for decision in standing(decisions):
        if decision.seq == seq:
            return decision
    known = any(decision.seq == seq for decision in decisions)
    raise NotFoundError(
        f"decision {seq} is undone already" if known else f"there is no decision {seq}",
        hint="`photoindex log` lists all decisions.",
    )


def _append(
    connection: Connection,
    kind: DecisionKind,
    rows: Sequence[FaceRow],
    source: str,
    *,
    person: Person | None = None,
) -> Decision:
    decision = Decision(
        seq=next_seq(connection),
        at=utc_now(),
        kind=kind,
        person_id=person.person_id if person else None,
        person_name=person.name if person else None,
        faces=tuple(FaceRef(row.content_hash, row.box) for row in rows),
        target=None,
        source=source,
    )
    append_decision(connection, decision)
    return decision


def _everybody(connection: Connection, state: PeopleState) -> list[Person]:
    """The persons there are, then those of decisions that were undone: a name that comes back is the same person."""
    before = [
        Person(decision.person_id, decision.person_name)
        for decision in load_decisions(connection)
        if decision.person_id is not None and decision.person_name is not None
    ]
    return [*state.persons.values(), *before]


def _next_person_id(connection: Connection) -> int:
    """Ids of persons are never given twice, not even those of decisions that were undone."""
    return max((decision.person_id or 0 for decision in load_decisions(connection)), default=0) + 1
