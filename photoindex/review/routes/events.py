"""Report events to open pages: the progress of a scan, and changes by others."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from photoindex.review.review import review_of


async def events(request: Request) -> Response:
    """A stream of the events `progress`, `hello` (the state when the page connects) and `changed`."""
    if request.method == "HEAD":
        return Response(media_type="text/event-stream")
    return StreamingResponse(review_of(request).streams.stream(), media_type="text/event-stream")


ROUTES = (Route("/events", events, name="events"),)
