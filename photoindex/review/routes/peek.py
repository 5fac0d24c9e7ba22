"""The photo of a face, for a look while a question is open."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.review.pages import page
from photoindex.review.review import library_of
from photoindex.review.wording.questions import about_photo


def peek(request: Request) -> Response:
    around = library_of(request).around(request.path_params["face_id"])
    return page(request, "parts/peek.html", around=around, said=about_photo(around))


ROUTES = (Route("/peek/{face_id:int}", peek),)
