"""Show a person: their faces by year, the doubtful ones, and people who look alike."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.operations.album import Album, FaceTile, album, audit, doubts
from photoindex.operations.look_alikes import look_alikes
from photoindex.review.pages import page
from photoindex.review.paging import PAGE, Paging, page_number
from photoindex.review.review import library_of
from photoindex.review.wording import people as words
from photoindex.review.wording.dates import life_in_words

_BAR = 48


def person(request: Request) -> Response:
    library, person_id = library_of(request), request.path_params["person_id"]
    shown = album(library.sitting, person_id)
    match request.query_params.get("view"):
        case "doubts":
            found = doubts(library.sitting, person_id, most=PAGE)
            ids = [face.face_id for face in found.suggested] + [each.face.face_id for each in found.contradictions]
            values: dict[str, Any] = {"view": "doubts", "doubts": found, "seen": library.seen(ids)}
        case "audit":
            values = {"view": "audit", **_page_of(request, audit(library.sitting, person_id))}
        case "alike":
            values = {"view": "alike", "alike": look_alikes(library.sitting, person_id)}
        case _:
            values = _by_year(request, shown)
    return page(
        request,
        "person.html",
        album=shown,
        person=shown.person,
        words=words,
        summary=words.summary_of(shown),
        life=life_in_words(shown.born, shown.died),
        **values,
    )


def _by_year(request: Request, shown: Album) -> dict[str, Any]:
    """The faces of one year or, without a year in the address, of all years."""
    wanted = request.query_params.get("year", "")
    faces = [face for face in shown.faces if not wanted or _year(face) == wanted]
    values = _page_of(request, faces)
    years = {year: len(list(items)) for year, items in groupby(shown.faces, key=_year)}
    most = max(years.values(), default=1)
    bars = [(year, number, max(2, round(_BAR * number / most))) for year, number in years.items()]
    groups = [(year, list(items)) for year, items in groupby(values["faces"], key=_year)]
    return {"view": "years", "year": wanted, "bars": bars, "groups": groups, **values}


def _page_of(request: Request, faces: Sequence[FaceTile]) -> dict[str, Any]:
    paging = Paging(page_number(request), len(faces))
    here = faces[paging.skip : paging.skip + PAGE]
    return {"faces": here, "paging": paging, "seen": library_of(request).seen([face.face_id for face in here])}


def _year(face: FaceTile) -> str:
    return str(face.taken.year) if face.taken is not None else "none"


ROUTES = (Route("/person/{person_id:int}", person, name="person"),)
