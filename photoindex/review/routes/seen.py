"""What a page has seen: asked again after each of its own answers, which change what it shows."""

from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library


def seen(library: Library, body: Body) -> Done:
    """The text that goes with the next answer about these faces."""
    return Done("", more={"seen": library.seen(body.numbers("faces"))})


ROUTES = (action("/api/seen", seen),)
