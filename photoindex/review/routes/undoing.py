"""Undo and redo."""

from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library
from photoindex.review.wording.undone import redone, undone


def undo(library: Library, body: Body) -> Done:
    report = library.undo(body.number("seq") if "seq" in body else None)
    return Done(undone(report), (report.undone.seq,), {"following": report.following is not None})


def redo(library: Library, _body: Body) -> Done:
    report = library.redo()
    back = report.restored or report.undone
    return Done(redone(report), (back.seq,))


ROUTES = (action("/api/undo", undo), action("/api/redo", redo))
