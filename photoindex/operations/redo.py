"""Redo: bring back what was undone last."""

from photoindex.errors import NotFoundError
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.undo import UndoReport, take_back
from photoindex.people.decisions.replay import standing
from photoindex.store.opening.index import Index


def redo(index: Index) -> UndoReport:
    """Bring back what was undone last: undo the latest undo that still holds.

    Raises:
        NotFoundError: nothing is undone.
    """
    with deciding(index) as now:
        undos = {decision.seq for decision in now.decisions if decision.kind == "undo"}
        holding = [item for item in standing(now.decisions) if item.kind == "undo" and item.target not in undos]
        if not holding:
            raise NotFoundError("there is nothing to redo: no undo holds")
        return take_back(now, holding[-1])
