"""Show everybody in the library, named or not."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.review.pages import page
from photoindex.review.paging import PAGE, Paging, page_number
from photoindex.review.review import library_of
from photoindex.review.wording.people import line_of


def people(request: Request) -> Response:
    sitting = library_of(request).sitting
    everybody = sitting.people()
    paging = Paging(page_number(request), len(everybody.clusters))
    return page(
        request,
        "people.html",
        persons=everybody.persons if paging.number == 1 else (),
        clusters=everybody.clusters[paging.skip : paging.skip + PAGE],
        everybody=everybody,
        poor_faces=sitting.poor_faces() if paging.number == 1 else 0,
        paging=paging,
        line_of=line_of,
    )


ROUTES = (Route("/people", people, name="people"),)
