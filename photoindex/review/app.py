"""Put the review page together: routes, files, and answers to errors."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from photoindex.errors import PhotoIndexError
from photoindex.review import static_files
from photoindex.review.failures import defective, failed, refused
from photoindex.review.review import Review
from photoindex.review.routes import (
    cluster,
    crops,
    describing,
    dividing,
    events,
    finding,
    history,
    home,
    leaving,
    names,
    naming,
    peek,
    people,
    person,
    photo,
    questions,
    queues,
    searching,
    seen,
    settling,
    undoing,
)

ROUTES: tuple[BaseRoute, ...] = (
    *home.ROUTES,
    *questions.ROUTES,
    *cluster.ROUTES,
    *peek.ROUTES,
    *people.ROUTES,
    *person.ROUTES,
    *photo.ROUTES,
    *queues.ROUTES,
    *finding.ROUTES,
    *searching.ROUTES,
    *history.ROUTES,
    *naming.ROUTES,
    *leaving.ROUTES,
    *dividing.ROUTES,
    *describing.ROUTES,
    *names.ROUTES,
    *settling.ROUTES,
    *undoing.ROUTES,
    *seen.ROUTES,
    *events.ROUTES,
    *crops.ROUTES,
    *static_files.ROUTES,
)


def create_app(review: Review) -> Starlette:
    """The web application for one `Review`."""
    handlers = {PhotoIndexError: failed, HTTPException: refused, Exception: defective}
    app = Starlette(routes=ROUTES, exception_handlers=handlers)
    app.state.review = review
    return app
