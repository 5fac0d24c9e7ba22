"""Redo: bring back the decision that was undone last."""

from photoindex.errors import NotFoundError
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.undo import UndoReport, take_back
from photoindex.people.decisions.replay import standing
from photoindex.store.opening.index import Index


def redo(index: Index) -> UndoReport:
    """Bring back the decision that was undone last: undo the latest undo that is still in force.

    Raises:
        NotFoundError: nothing is undone.
    """
    with deciding(index) as now:
        undos = {decision.seq for decision in now.decisions if decision.kind == "undo"}
        in_force = [item for item in standing(now.decisions) if item.kind == "undo" and item.target not in undos]
        if not in_force:
            raise NotFoundError("there is nothing to redo: no undo is in force")
        return take_back(now, in_force[-1:])[0]
