"""Show queues: faces that need an answer, one queue for each reason, with buttons to answer in place."""

from pathlib import Path
from typing import Any, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.errors import UsageError
from photoindex.operations.find import FindRequest, find
from photoindex.operations.queues import ListKind, contradictions, folders, list_queue, twice_in_photos
from photoindex.review.framing import square_around
from photoindex.review.library import Library
from photoindex.review.pages import page
from photoindex.review.paging import PAGE, Paging, page_number
from photoindex.review.review import library_of
from photoindex.review.wording import people as words
from photoindex.review.wording import queues as queue_words
from photoindex.review.wording.finding import Fault

_LISTS = frozenset(get_args(ListKind)) - {"folder", "photos"}


def queues(request: Request) -> Response:
    return page(request, "queues.html", kinds=queue_words.KINDS)


def queue(request: Request) -> Response:
    kind, library = request.path_params["kind"], library_of(request)
    if kind not in queue_words.KINDS:
        raise HTTPException(404)
    values = {"kind": kind, "about": queue_words.KINDS[kind], "words": words, "here": f"/queues/{kind}"}
    match kind:
        case "twice":
            items = twice_in_photos(library.sitting)
            return page(request, "queue_twice.html", seen=library.seen, **values, **_paged(request, items))
        case "contradictions":
            found = contradictions(library.sitting)
            return page(request, "queue_contradictions.html", seen=library.seen, **values, **_paged(request, found))
        case "disagreements":
            differing = (*library.disagreements.every(), *library.disagreements.places())
            values = {**values, "say": queue_words, "square_around": square_around}
            return page(request, "queue_disagreements.html", seen=library.seen, **values, **_paged(request, differing))
        case "folder":
            return _folder(request, values)
        case "search":
            return _search(request, values)
        case _:
            return _faces(request, values, kind)


def count(request: Request) -> Response:
    """The length of a queue. Counting takes seconds for some, so the page requests each length by itself."""
    kind, library = request.path_params["kind"], library_of(request)
    match kind:
        case "twice":
            number = len(twice_in_photos(library.sitting))
        case "contradictions":
            number = len(contradictions(library.sitting))
        case "disagreements":
            number = library.disagreements.count()
        case _ if kind in _LISTS:
            number = list_queue(library.sitting, kind, most=0).faces
        case _:
            raise HTTPException(404)
    return JSONResponse({"count": number, "said": queue_words.length(kind, number)})


def _paged(request: Request, items: tuple[Any, ...]) -> dict[str, Any]:
    paging = Paging(page_number(request), len(items))
    return {"paging": paging, "items": items[paging.skip : paging.skip + PAGE]}


def _faces(request: Request, values: dict[str, Any], kind: ListKind, *, more: str = "?page=", **only: Any) -> Response:
    number, library = page_number(request), library_of(request)
    found = list_queue(library.sitting, kind, skip=(number - 1) * PAGE, most=PAGE, **only)
    return page(
        request,
        "queue_faces.html",
        faces=found.tiles,
        seen=library.seen([face.face_id for face in found.tiles]),
        paging=Paging(number, found.faces),
        said=queue_words.faces_of(found.faces, found.photos),
        more=more,
        **values,
    )


def _folder(request: Request, values: dict[str, Any]) -> Response:
    typed = request.query_params.get("path", "")
    if not typed:
        return page(request, "queue_folders.html", folders=folders(library_of(request).index), **values)
    below = {**values, "where": typed}
    return _faces(request, below, "folder", more=f"?{queue_words.query(path=typed)}&page=", folder=Path(typed))


def _search(request: Request, values: dict[str, Any]) -> Response:
    text = request.query_params.get("q", "").strip()
    if not text:
        return page(request, "queue_search.html", q="", fault=None, **values)
    try:
        photos = _photos(library_of(request), text)
    except UsageError as error:
        return page(request, "queue_search.html", status=400, q=text, fault=Fault.of(error, text), **values)
    values = {**values, "where": text}
    return _faces(request, values, "photos", more=f"?{queue_words.query(q=text)}&page=", photos=photos)


def _photos(library: Library, text: str) -> list[int]:
    return [photo.photo_id for photo in find(library.index, FindRequest(query=text, details=False)).photos]


ROUTES = (
    Route("/queues", queues, name="queues"),
    Route("/queues/{kind}", queue, name="queue"),
    Route("/api/queues/{kind}", count),
)
