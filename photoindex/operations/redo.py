"""Redo: bring back the decision that was undone last."""

from photoindex.domain.people import Decision
from photoindex.errors import NotFoundError
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.undo import UndoReport, take_back
from photoindex.people.decisions.standing import standing
from photoindex.store.opening.index import Index


def redo(index: Index) -> UndoReport:
    """Bring back the decision that was undone last: undo the latest undo that is still in force.

    Raises:
        NotFoundError: nothing is undone.
    """
    with deciding(index) as now:
        return take_back(now, redoable(now)[-1:])[0]


def redoable(now: Deciding) -> list[Decision]:
    """The undos in force that undid something other than an undo, in the order they were made.

    Raises:
        NotFoundError: there is none.
    """
    undos = {decision.seq for decision in now.decisions if decision.kind == "undo"}
    found = [item for item in standing(now.decisions) if item.kind == "undo" and item.target not in undos]
    if not found:
        raise NotFoundError("there is nothing to redo: no undo is in force")
    return found
