"""Home: how much is named, what to do next, and what is new."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.review.outlook import outlook_of
from photoindex.review.pages import page
from photoindex.review.review import library_of
from photoindex.review.wording.home import in_words


def home(request: Request) -> Response:
    outlook = outlook_of(library_of(request))
    return page(request, "home.html", outlook=outlook, words=in_words(outlook) if outlook.home is not None else None)


ROUTES = (Route("/", home, name="home"),)
