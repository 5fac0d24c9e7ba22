"""Ask one question after another: the page, each question in full, and the list of the next ones."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.errors import NotFoundError
from photoindex.review.asking import Asked
from photoindex.review.cards import card_of, headline_of, likely_names
from photoindex.review.library import Library
from photoindex.review.pages import page
from photoindex.review.review import library_of
from photoindex.wording.explanations import in_words

# The questions that a page lists below the open one.
_LISTED = 12


def questions(request: Request) -> Response:
    library = library_of(request)
    asked = list(library.questions.list())
    at = request.query_params.get("at")
    here = next((each for each in asked if each.key == at), None)
    if here is not None:
        asked.remove(here)
        asked.insert(0, here)
    card = card_of(library, asked[0]) if asked else None
    return page(request, "next.html", card=card, headlines=[headline_of(each) for each in asked[:_LISTED]])


def more(request: Request) -> Response:
    asked = library_of(request).questions.list()
    return page(request, "parts/headlines_only.html", headlines=[headline_of(each) for each in asked[:_LISTED]])


def question(request: Request) -> Response:
    library = library_of(request)
    return page(request, "parts/question.html", card=card_of(library, _asked(library, request)))


def likely(request: Request) -> Response:
    library = library_of(request)
    return page(request, "parts/likely.html", likely=likely_names(library, _asked(library, request)))


def why(request: Request) -> Response:
    library = library_of(request)
    asked = _asked(library, request)
    reasons = library.explain(asked.question.face_ids[0]).reasons
    return page(request, "parts/why.html", reasons=[in_words(reason) for reason in reasons])


def _asked(library: Library, request: Request) -> Asked:
    asked = library.questions.get(request.path_params["key"])
    if asked is None:
        raise NotFoundError("this question is settled", hint="Continue with the next one.")
    return asked


ROUTES = (
    Route("/next", questions, name="next"),
    Route("/next/more", more),
    Route("/next/{key:str}", question),
    Route("/next/{key:str}/likely", likely),
    Route("/next/{key:str}/why", why),
)
