"""Answer: store everything that a user says about some faces as one answer, which is undone as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from photoindex.domain.names import clean_name
from photoindex.domain.people import Decision, FaceRef, Person
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.followers import Followers, followers_of
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.redo import redoable
from photoindex.operations.undo import UndoReport, take_back
from photoindex.people.consequences.flow import Consequences
from photoindex.people.decisions.standing import undoable
from photoindex.store.opening.index import Index
from photoindex.store.tables.sittings import answer_with

__all__ = ["AnswerReport", "AnswerUndone", "Followers", "Part", "PartKind", "answer", "redo_answer", "undo_answer"]

PartKind = Literal["name", "confirm", "not", "ignore", "not-a-face", "different", "split"]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a user says about faces.

    - "name" and "confirm": the faces are the person `name`. "name" creates the person if nobody has the name.
    - "not": the faces are not the person `name`.
    - "ignore": the faces are strangers.
    - "not-a-face": the faces are wrong detections.
    - "different": the faces and the `others` are different people.
    - "split": the same, and the `others` leave their cluster for a new one. If `name` is given, they are that person.

    `as_group` means that nobody looked at each face; what is said about single faces counts more.
    """

    kind: PartKind
    face_ids: tuple[int, ...]
    name: str | None = None
    others: tuple[int, ...] = ()
    as_group: bool = False


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """What an answer did.

    `settled` is the number of faces that got a name or were ignored. `persons` are the persons that the answer names;
    `new` are those who did not exist before. `followers` are the faces that got the name of the first of these persons
    although the answer does not mention them. `new_clusters` are the clusters of the "split" parts, in order.
    """

    decisions: tuple[Decision, ...]
    settled: int
    persons: tuple[Person, ...] = ()
    new: tuple[Person, ...] = ()
    followers: Followers = field(default_factory=Followers)
    new_clusters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerUndone:
    """The decisions of an answer that no longer count or, after a redo, count again; the latest one comes first."""

    reports: tuple[UndoReport, ...]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return tuple(report.restored or report.undone for report in self.reports)


def answer(index: Index, parts: Sequence[Part], *, source: str = "answer", seen: Seen | None = None) -> AnswerReport:
    """Store an answer in one transaction: all of its parts or none.

    Args:
        source: what `log` shows as the words of the user.

    Raises:
        NotFoundError: one of the faces or persons does not exist. OvertakenError: the faces have changed since they
        were `seen`, or the answer is also about faces that were not seen. UsageError: a name is missing or invalid, or
        the answer contradicts itself about a face.
    """
    _require_one_word_each(parts)
    with deciding(index, seen=seen) as now:
        rows = now.refs_of(Target("face", ids=_faces(parts)))
        existing = dict(now.state.persons)
        for part in parts:
            _say(now, part, rows, source)
        result = now.follow([part.others for part in parts if part.kind == "split"])
        named = _named(now.said, result)
        return AnswerReport(
            decisions=tuple(now.said),
            settled=now.settled(result),
            persons=named,
            new=tuple(person for person in named if person.person_id not in existing),
            followers=_followers(now, result, named, rows),
            new_clusters=result.new_clusters,
        )


def undo_answer(index: Index) -> AnswerUndone:
    """Undo the latest answer that is in force with all its decisions; or the latest decision, if it is in no answer.

    Raises:
        NotFoundError: there is nothing to undo.
    """
    with deciding(index) as now:
        counting = undoable(now.decisions)
        if not counting:
            raise NotFoundError("there is nothing to undo")
        together = _together(now, counting[-1].seq)
        return _take_back(now, [item for item in counting if item.seq in together])


def redo_answer(index: Index) -> AnswerUndone:
    """Bring back the answer that was undone last, with all its decisions.

    Raises:
        NotFoundError: nothing is undone.
    """
    with deciding(index) as now:
        undos = redoable(now)
        together = _together(now, undos[-1].target or 0)
        return _take_back(now, [item for item in undos if item.target in together])


def _take_back(now: Deciding, decisions: Sequence[Decision]) -> AnswerUndone:
    return AnswerUndone(take_back(now, decisions[::-1]))


def _together(now: Deciding, seq: int) -> range:
    """The numbers of the decisions that belong to the same answer."""
    found = answer_with(now.connection, seq)
    return range(seq, seq + 1) if found is None else range(found.first_seq, found.last_seq + 1)


def _faces(parts: Sequence[Part]) -> tuple[int, ...]:
    return tuple(sorted({face for part in parts for face in (*part.face_ids, *part.others)}))


def _require_one_word_each(parts: Sequence[Part]) -> None:
    given: set[int] = set()
    for part in parts:
        if not part.face_ids or (part.kind in ("different", "split") and not part.others):
            raise UsageError("an answer needs faces")
        if part.kind in ("name", "confirm", "not") and part.name is None:
            raise UsageError("a person's name is missing")
        new = set(part.face_ids if part.kind in ("name", "confirm", "ignore", "not-a-face") else ())
        if part.kind == "split" and part.name is not None:
            new |= set(part.others)
        if not given.isdisjoint(new) or not set(part.face_ids).isdisjoint(part.others):
            raise UsageError("an answer says two things about one face")
        given |= new


def _say(now: Deciding, part: Part, rows: dict[int, FaceRef], source: str) -> None:
    faces, others = [rows[face] for face in part.face_ids], [rows[face] for face in part.others]
    match part.kind:
        case "name" | "confirm":
            name = clean_name(part.name or "")
            person = now.person_or_new(name)[0] if part.kind == "name" else now.person(name)
            now.say(part.kind, source, faces=faces, person=person, as_group=part.as_group)
        case "not":
            now.say("reject", source, faces=faces, person=_known(now, part.name or ""), as_group=part.as_group)
        case "ignore" | "not-a-face":
            now.say(part.kind, source, faces=faces, as_group=part.as_group)
        case "different":
            now.say("different", source, faces=faces, others=[others], as_group=part.as_group)
        case "split":
            heir = now.person_or_new(clean_name(part.name))[0] if part.name is not None else None
            now.say("split", source, faces=faces, others=[others], other=heir, split_by="hand", as_group=part.as_group)


def _known(now: Deciding, name: str) -> Person:
    """The person with that name, whom an earlier part of the same answer may have named."""
    person, _ = now.person_or_new(clean_name(name))
    mentioned = {decision.person_id for decision in now.said}
    return person if person.person_id in mentioned else now.person(name)


def _named(said: Sequence[Decision], result: Consequences) -> tuple[Person, ...]:
    ids = [item.person_id for item in said if item.kind in ("name", "confirm")]
    ids += [item.other_id for item in said if item.kind == "split"]
    persons = result.state.persons
    return tuple(persons[who] for who in dict.fromkeys(ids) if who is not None and who in persons)


def _followers(now: Deciding, result: Consequences, named: Sequence[Person], rows: dict[int, FaceRef]) -> Followers:
    if not named:
        return Followers()
    return followers_of(now.snapshot.faces, now.snapshot.assigned, result, named[0].person_id, set(rows))
