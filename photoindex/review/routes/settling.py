"""Record who is right about a face that another program calls otherwise."""

from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library
from photoindex.review.wording.answers import settled


def settle(library: Library, body: Body) -> Done:
    name = body.text("name") or None
    decisions = library.settle(body.number("face"), name, body.texts("not"), library.shown.recall(body.text("seen")))
    return Done(settled(name, body.texts("not")), tuple(decision.seq for decision in decisions))


ROUTES = (action("/api/settle", settle),)
