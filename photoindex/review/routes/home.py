"""Home: how much is named, what to do next, and what is new."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.operations.status import status
from photoindex.review.pages import page
from photoindex.review.review import review_of


def home(request: Request) -> Response:
    return page(request, "home.html", status_of=status(review_of(request).index))


ROUTES = (Route("/", home, name="home"),)
