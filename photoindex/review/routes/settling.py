"""Record who is right about a face that another program calls otherwise, or about a place without a face."""

from photoindex.operations.disputed_places import settle_place
from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library
from photoindex.review.wording.answers import nobody_there, settled


def settle(library: Library, body: Body) -> Done:
    name = body.text("name") or None
    decisions = library.settle(body.number("face"), name, body.texts("not"), library.shown.recall(body.text("seen")))
    return Done(settled(name, body.texts("not")), tuple(decision.seq for decision in decisions))


def settle_a_place(library: Library, body: Body) -> Done:
    name = body.text("name") or None
    decisions = settle_place(library.index, body.number("photo_id"), body.box(), name, body.texts("not"))
    said = nobody_there() if name is None else settled(name, body.texts("not"))
    return Done(said, tuple(decision.seq for decision in decisions))


ROUTES = (action("/api/settle", settle), action("/api/settle-place", settle_a_place))
