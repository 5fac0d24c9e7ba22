"""Keep the state of people between decisions, so that the next decision, or its undo, does not replay all others."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from photoindex.domain.people import NEVER_A_FACE, Decision, Lifespan, PeopleState
from photoindex.people.decisions.draft import Draft, OfFaces, Said
from photoindex.people.decisions.replay import apply_to, draft_of
from photoindex.people.decisions.sightings import Key, Resolve, face_ids
from photoindex.people.decisions.standing import in_force

# More decisions than anybody undoes in a row. Older ones are undone by a replay.
_STEPS = 200


@dataclass(frozen=True, slots=True)
class _Step:
    """What a decision may have changed in a draft, as it was before."""

    seq: int
    said: dict[Key, Said | None]
    denied: dict[Key, dict[int | None, bool] | None]
    singly: frozenset[Key]
    names: dict[int, str]
    into: dict[int, int]
    lives: dict[int, Lifespan]
    apart: int
    different: int
    twice: frozenset[tuple[int, int]]
    portraits: dict[int, Sequence[Key]]


class KeptReplay:
    """The state of people, and what is needed to go one decision forward or back.

    `state` equals what `replay` gives for the same decisions. It is replaced and never changed, so it may be used while
    the next decision is followed.
    """

    def __init__(self, decisions: Iterable[Decision], resolve: Resolve) -> None:
        """Replay all decisions; raises the same errors as `replay`."""
        self._decisions: object = decisions
        self._counting = in_force(decisions)
        self._draft = draft_of(self._counting, resolve)
        self._steps: list[_Step] = []
        self._faces_of = Counter(who for who, _ in self._draft.said.values() if who not in (None, NEVER_A_FACE))
        self.state: PeopleState = self._draft.state()

    def follow(self, decisions: Iterable[Decision], resolve: Resolve) -> frozenset[int] | None:
        """Bring `state` up to date after decisions were added to the log.

        Returns:
            The faces about which the decisions may say something else now; None if `state` is as before because the
            decisions have to be replayed in full.
        """
        counting = in_force(decisions)
        common = _common(self._counting, counting)
        gone, come = self._counting[common:], counting[common:]
        known = [step.seq for step in self._steps[len(self._steps) - len(gone) :]]
        if known != [decision.seq for decision in gone] or not _simple(come, resolve):
            return None
        self._draft.sightings.resolve_with(resolve)
        touched: set[Key] = set()
        for _ in gone:
            touched |= self._back()
        for decision in come:
            touched |= self._forward(decision)
        self._decisions, self._counting = decisions, counting
        faces = {key for key in touched if isinstance(key, int)}
        self.state = self._draft.state_of(
            {who for who, count in self._faces_of.items() if count}, _updated(self.state, self._draft, faces)
        )
        return frozenset(faces)

    def is_at(self, decisions: Iterable[Decision]) -> bool:
        """Whether `state` is the state after these decisions."""
        return decisions is self._decisions or [item.seq for item in self._counting] == [
            item.seq for item in in_force(decisions)
        ]

    def became(self, person_id: int) -> int:
        """The person that this one was merged into, directly or in several steps."""
        return self._draft.merged_id(person_id)

    def _forward(self, decision: Decision) -> AbstractSet[Key]:
        keys = _keys_touched(self._draft, decision)
        step = _step(self._draft, decision.seq, keys)
        apply_to(self._draft, decision)
        self._recount(step.said)
        self._steps = [*self._steps[-_STEPS:], step]
        return keys

    def _back(self) -> AbstractSet[Key]:
        step = self._steps.pop()
        after = {key: self._draft.said.get(key) for key in step.said}
        _restore(self._draft, step)
        self._recount(after)
        return step.said.keys()

    def _recount(self, before: dict[Key, Said | None]) -> None:
        for key, old in before.items():
            new = self._draft.said.get(key)
            for said, count in ((old, -1), (new, 1)):
                if said is not None and said.person is not None:
                    self._faces_of[said.person] += count


def _common(one: Sequence[Decision], other: Sequence[Decision]) -> int:
    """The number of equal decisions at the beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left.seq != right.seq), min(len(one), len(other)))


def _simple(decisions: Iterable[Decision], resolve: Resolve) -> bool:
    """Whether the decisions neither link faces nor refer to missing faces, which affects what earlier decisions
    mean.
    """
    return all(
        decision.kind != "carry" and all(None not in face_ids(group, resolve) for group in decision.groups)
        for decision in decisions
    )


def _keys_touched(draft: Draft, decision: Decision) -> AbstractSet[Key]:
    if decision.kind == "merge" and decision.person_id is not None and decision.other_id is not None:
        gone, stays = draft.merged_id(decision.person_id), draft.merged_id(decision.other_id)
        said = {key for key, word in draft.said.items() if word.who == gone}
        return said | {key for key, denied in draft.denied.items() if gone in denied or stays in denied}
    if decision.kind == "portrait":
        return set()
    return {key for group in decision.groups for key in draft.keys_of(group)}


def _step(draft: Draft, seq: int, keys: AbstractSet[Key]) -> _Step:
    denied = {key: draft.denied.get(key) for key in keys}
    return _Step(
        seq=seq,
        said={key: draft.said.get(key) for key in keys},
        denied={key: None if before is None else dict(before) for key, before in denied.items()},
        singly=frozenset(draft.said_singly & keys),
        names=dict(draft.names),
        into=dict(draft.into),
        lives=dict(draft.lives),
        apart=len(draft.apart),
        different=len(draft.different),
        twice=frozenset(draft.twice),
        portraits=dict(draft.portraits),
    )


def _restore(draft: Draft, step: _Step) -> None:
    for key, said in step.said.items():
        if said is None:
            draft.said.pop(key, None)
        else:
            draft.said[key] = said
    for key, denied in step.denied.items():
        if denied is None:
            draft.denied.pop(key, None)
        else:
            draft.denied[key] = denied
    draft.said_singly.difference_update(step.said.keys() - step.singly)
    draft.said_singly.update(step.singly)
    draft.names, draft.into, draft.lives = dict(step.names), dict(step.into), dict(step.lives)
    del draft.apart[step.apart :]
    del draft.different[step.different :]
    draft.twice, draft.portraits = set(step.twice), dict(step.portraits)


def _updated(before: PeopleState, draft: Draft, faces: Collection[int]) -> OfFaces:
    """What the draft says about faces, given that only these ones may differ from before."""
    if not faces:
        return OfFaces(before.confirmed, before.ignored, before.not_faces, before.rejected, before.grouped)
    confirmed, rejected = dict(before.confirmed), dict(before.rejected)
    ignored: set[int] = set()
    not_faces: set[int] = set()
    grouped: set[int] = set()
    for face in faces:
        said, denied = draft.said.get(face), draft.denied.get(face)
        confirmed.pop(face, None)
        rejected.pop(face, None)
        persons = frozenset(who for who in denied or () if who != NEVER_A_FACE)
        if persons:
            rejected[face] = persons
        if said is None:
            continue
        if said.person is not None:
            confirmed[face] = said.person
            if said.as_group:
                grouped.add(face)
        else:
            (not_faces if said.who == NEVER_A_FACE else ignored).add(face)
    return OfFaces(
        confirmed,
        _replaced(before.ignored, faces, ignored),
        _replaced(before.not_faces, faces, not_faces),
        rejected,
        _replaced(before.grouped, faces, grouped),
    )


def _replaced(before: frozenset[int], faces: Collection[int], now: set[int]) -> frozenset[int]:
    """Replace those of the faces that are in `before`. Large sets are copied only if they differ."""
    if not before.isdisjoint(faces):
        before = before.difference(faces)
    return before | now if now else before
