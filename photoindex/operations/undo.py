"""Undo: undo a decision, or an earlier undo. Undos are decisions too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from photoindex.advice.actions import Action
from photoindex.advice.people import UndoDecision
from photoindex.domain.names import comparable
from photoindex.domain.people import Decision, PeopleState
from photoindex.errors import NotFoundError
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.transaction import deciding
from photoindex.people.decisions.imports import Imported, imports_of
from photoindex.people.decisions.standing import latest_undoable, standing
from photoindex.store.opening.index import Index

__all__ = ["Imported", "Renamed", "UndoReport", "take_back", "undo"]


@dataclass(frozen=True, slots=True)
class Renamed:
    """Somebody whose name an undo changed. If `shared`, another person now has the name `before`."""

    before: str
    now: str
    shared: bool


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What an undo did.

    `undone` is the decision that no longer counts, and `undo` is the new decision that undid it: if `undo` is undone by
    its number, `undone` counts again. If `undone` was itself an undo, `restored` is the decision that counts again.
    `following` is the decision that another plain undo would undo. `renamed` are the people who now have another name.
    `imported` sums up the imports of names among these decisions, by number.
    """

    undone: Decision
    undo: Decision
    restored: Decision | None
    following: Decision | None
    renamed: tuple[Renamed, ...]
    imported: Mapping[int, Imported] = field(default_factory=dict)


def undo(index: Index, seq: int | None = None) -> UndoReport:
    """Undo the latest decision that is in force, or the one with this number; an undo can be undone by its number.

    Raises:
        NotFoundError: there is nothing to undo, or the decision does not exist or was undone before.
    """
    with deciding(index) as now:
        decisions = now.decisions
        target = latest_undoable(decisions) if seq is None else _decision(decisions, seq)
        if target is None:
            raise NotFoundError("there is nothing to undo")
        return take_back(now, [target])[0]


def take_back(now: Deciding, targets: Sequence[Decision]) -> tuple[UndoReport, ...]:
    """Append decisions that undo `targets`, and compute the consequences of all of them at once."""
    before = now.state
    said = [now.say("undo", f"undo {target.seq}", target=target.seq) for target in targets]
    after = now.follow().state
    decisions = [*now.decisions, *said]
    by_seq = {item.seq: item for item in decisions}
    following, renamed = latest_undoable(decisions), _renamed(before, after, decisions)
    imported = imports_of(decisions)
    return tuple(
        UndoReport(
            target,
            undo,
            by_seq.get(target.target or 0) if target.kind == "undo" else None,
            following,
            renamed,
            imported,
        )
        for target, undo in zip(targets, said, strict=True)
    )


def _renamed(before: PeopleState, after: PeopleState, decisions: Sequence[Decision]) -> tuple[Renamed, ...]:
    """People whose names differ from their previous ones. If somebody had no name just before, the last name given to
    them counts as their previous name.
    """
    said = {item.person_id: item.person_name for item in decisions if item.person_id and item.person_name}
    holders = {comparable(person.name): who for who, person in after.persons.items()}
    changed = []
    for who, person in after.persons.items():
        known = before.persons.get(who) or before.former.get(who)
        name = known.name if known is not None else said.get(who, person.name) or person.name
        if name != person.name:
            changed.append(Renamed(name, person.name, holders.get(comparable(name), who) != who))
    return tuple(changed)


def _decision(decisions: Sequence[Decision], seq: int) -> Decision:
    counting = standing(decisions)
    for decision in counting:
        if decision.seq == seq:
            return decision
    head = _head_of(decisions, seq)
    by = next((item.seq for item in counting if item.kind == "undo" and item.target in (seq, head)), None)
    if by is not None:
        raise NotFoundError(f"decision {seq} is already undone", advice=UndoDecision(by))
    known = any(decision.seq == seq for decision in decisions)
    raise NotFoundError(
        f"decision {seq} is already undone" if known else f"there is no decision {seq}",
        advice=Action.LIST_DECISIONS,
    )


def _head_of(decisions: Sequence[Decision], seq: int) -> int:
    """The number of the import that brought a decision, or of the decision itself if no import did."""
    batch = next((item.batch for item in decisions if item.seq == seq), "")
    return next((item.seq for item in decisions if batch and item.uid == batch), seq)
