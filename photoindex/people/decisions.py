"""The log of decisions in, the state of people out.

The log is the truth: nothing else about people is stored that could disagree with it. A new kind of decision is one
function here and one line in `_APPLY`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from photoindex.domain.people import NEVER_A_PERSON, Decision, DecisionKind, FaceRef, PeopleState, Person
from photoindex.errors import IndexDamagedError, IndexTooNewError

Resolve = Callable[[FaceRef], int | None]

# A face that is here goes by its id; one that is not (its photo is away) by the words of the decision itself.
_Key = int | FaceRef


def replay(decisions: Iterable[Decision], resolve: Resolve) -> PeopleState:
    """What the decisions say about the faces that are here.

    `resolve` gives the id of the face a decision speaks of, or None while it is not here; its decision counts again
    when it is. A later decision about a face wins over an earlier one. The first name given to a person stays; a
    person exists as long as a face is said to be them, here or away.

    Raises:
        IndexTooNewError: the log holds a kind of decision that this version does not know.
        IndexDamagedError: a decision lacks what its kind needs.
    """
    draft = _Draft()
    for decision in in_force(decisions):
        apply = _APPLY.get(decision.kind)
        if apply is None:
            raise IndexTooNewError(f"decision {decision.seq} is of a kind that is not known here: {decision.kind}")
        apply(draft, decision, [_key_of(ref, resolve) for ref in decision.faces])
    return draft.state()


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that count, undos left out, in the order they were made."""
    return [decision for decision in standing(decisions) if decision.kind != "undo"]


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that nothing takes back, undos among them, in the order they were made.

    An undo takes its target back only while it stands itself; so the undo of an undo restores.
    """
    undone: set[int] = set()
    counting: list[Decision] = []
    for decision in sorted(decisions, key=lambda decision: decision.seq, reverse=True):
        if decision.seq in undone:
            continue
        counting.append(decision)
        if decision.kind == "undo" and decision.target is not None and decision.target < decision.seq:
            undone.add(decision.target)
    return counting[::-1]


def latest_undoable(decisions: Iterable[Decision]) -> Decision | None:
    """The decision that a plain `undo` takes back: the latest that counts and is no undo itself."""
    counting = in_force(decisions)
    return counting[-1] if counting else None


def _key_of(ref: FaceRef, resolve: Resolve) -> _Key:
    face_id = resolve(ref)
    return ref if face_id is None else face_id


@dataclass(slots=True)
class _Draft:
    """The state while decisions are applied; `said` holds each face's person, or None for ignored."""

    names: dict[int, str] = field(default_factory=dict)
    said: dict[_Key, int | None] = field(default_factory=dict)
    rejected: dict[_Key, set[int | None]] = field(default_factory=dict)

    def say(self, key: _Key, person_id: int | None) -> None:
        self.said[key] = person_id
        self.rejected.get(key, set()).discard(person_id)

    def state(self) -> PeopleState:
        existing = {person_id for person_id in self.said.values() if person_id is not None}
        return PeopleState(
            persons={person_id: Person(person_id, self.names[person_id]) for person_id in sorted(existing)},
            confirmed={key: who for key, who in self.said.items() if isinstance(key, int) and who is not None},
            ignored=frozenset(key for key, who in self.said.items() if isinstance(key, int) and who is None),
            rejected={key: frozenset(who) for key, who in self.rejected.items() if isinstance(key, int) and who},
        )


def _apply_name(draft: _Draft, decision: Decision, keys: Sequence[_Key]) -> None:
    if decision.person_id is None:
        raise IndexDamagedError(f"decision {decision.seq} names faces without saying which person they are")
    draft.names.setdefault(decision.person_id, decision.person_name or "")
    for key in keys:
        draft.say(key, decision.person_id)


def _apply_ignore(draft: _Draft, decision: Decision, keys: Sequence[_Key]) -> None:
    for key in keys:
        draft.say(key, NEVER_A_PERSON)


def _apply_unlabel(draft: _Draft, decision: Decision, keys: Sequence[_Key]) -> None:
    for key in keys:
        if decision.person_id is None:
            # A face that is ignored with its cluster, without a word about itself, is taken out of that.
            rejected = draft.said.pop(key, NEVER_A_PERSON)
        else:
            rejected = decision.person_id
            if draft.said.get(key) == rejected:
                del draft.said[key]
        draft.rejected.setdefault(key, set()).add(rejected)


_APPLY: Mapping[DecisionKind, Callable[[_Draft, Decision, Sequence[_Key]], None]] = {
    "name": _apply_name,
    "ignore": _apply_ignore,
    "unlabel": _apply_unlabel,
}
