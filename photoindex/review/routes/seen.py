"""Give a page the text that goes with its next answer: each answer changes the faces that it shows."""

from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library


def seen(library: Library, body: Body) -> Done:
    """The text that goes with the next answer about these faces."""
    return Done("", more={"seen": library.seen(body.numbers("faces"))})


ROUTES = (action("/api/seen", seen),)
