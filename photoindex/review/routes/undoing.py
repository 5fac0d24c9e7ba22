"""Undo and redo: the latest answer as one, or one decision by its number."""

from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library
from photoindex.review.wording.undone import redone, undone


def undo(library: Library, body: Body) -> Done:
    told = library.undo(body.number("seq") if "seq" in body else None)
    # The undo of an undo brings a decision back.
    back = [each for each in told if each.decision.kind == "undo" and each.undoes is not None]
    if back:
        return Done(redone([each.undoes for each in back if each.undoes]), tuple(each.decision.seq for each in told))
    return Done(undone(told), tuple(each.decision.seq for each in told))


def redo(library: Library, _body: Body) -> Done:
    told = library.redo()
    return Done(redone(told), tuple(each.decision.seq for each in told))


ROUTES = (action("/api/undo", undo), action("/api/redo", redo))
