"""Find the decisions that count: those that no undo takes back. This needs neither faces nor arrays."""

from collections.abc import Iterable
from operator import attrgetter

from photoindex.domain.people import Decision


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Sort decisions into the order in which they were made, regardless of the machine."""
    return sorted(decisions, key=attrgetter("at", "seq"))


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that count, without undos, in the order they were made."""
    decisions = tuple(decisions)
    if all(decision.kind != "undo" for decision in decisions):
        return in_order(decisions)
    return [decision for decision in standing(decisions) if decision.kind != "undo"]


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that no undo takes back, in the order they were made. Undos are included.

    An undo takes back only what was said before it, and only while the undo itself stands. Undoing an undo therefore
    restores the decision. The undo of an import also takes back every decision that the import brought.
    """
    ordered = in_order(decisions)
    position = {decision.seq: number for number, decision in enumerate(ordered)}
    heads = {decision.seq: decision.uid for decision in ordered if decision.kind == "import"}
    undone: set[int] = set()
    undone_imports: set[str] = set()
    counting: list[Decision] = []
    for number, decision in reversed(list(enumerate(ordered))):
        if decision.seq in undone or (decision.batch and decision.batch in undone_imports):
            continue
        counting.append(decision)
        if decision.kind == "undo" and decision.target is not None and position.get(decision.target, number) < number:
            undone.add(decision.target)
            if decision.target in heads:
                undone_imports.add(heads[decision.target])
    return counting[::-1]


def undoable(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions in force that a human made, without undos, in the order they were made. An import stands for all
    decisions that it brought.
    """
    counting = [decision for decision in in_force(decisions) if decision.kind != "carry"]
    heads = import_heads(counting)
    return [decision for decision in counting if decision.batch not in heads]


def import_heads(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Map the uid of each import among the decisions to the import."""
    return {decision.uid: decision for decision in decisions if decision.kind == "import"}


def latest_undoable(decisions: Iterable[Decision]) -> Decision | None:
    """The decision that a plain `undo` takes back: the latest of those that are `undoable`."""
    counting = undoable(decisions)
    return counting[-1] if counting else None
