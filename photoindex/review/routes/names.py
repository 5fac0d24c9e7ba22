"""Complete a name while the user types it, and preview what it would do."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.operations.save import list_searches, search_reference
from photoindex.review.library import Library, Selection
from photoindex.review.query_ids import ids_in
from photoindex.review.review import library_of
from photoindex.review.wording import answers

_MOST = 8


def names(request: Request) -> Response:
    typed = request.query_params.get("q", "").strip()
    if typed.startswith("@") and "searches" in request.query_params:
        return JSONResponse({"names": _searches(library_of(request), typed)})
    rows = library_of(request).names(typed) if typed else []
    fields = [{"person_id": row.id, "name": row.name, "photos": row.photos, "faces": row.faces} for row in rows]
    return JSONResponse({"names": fields})


def _searches(library: Library, typed: str) -> list[dict[str, str]]:
    """The saved searches whose names begin like this; `written` is how a query refers to them."""
    begun = typed.removeprefix("@").removeprefix('"').casefold()
    found = [search.name for search in list_searches(library.index) if search.name.casefold().startswith(begun)]
    return [{"name": search_reference(name), "written": search_reference(name)} for name in found[:_MOST]]


def preview(request: Request) -> Response:
    clusters = (*ids_in(request, "cluster"), *ids_in(request, "clusters"))
    faces, refused, left = (ids_in(request, key) for key in ("faces", "not_faces", "left"))
    chosen = Selection(clusters, faces, refused, left)
    found = library_of(request).preview(chosen, request.query_params.get("name", ""))
    return JSONResponse(
        {
            "joins": found.person is not None,
            "name": found.person.name if found.person is not None else found.name,
            "photos": found.photos,
            "warnings": answers.warnings_of(found),
        }
    )


ROUTES = (Route("/api/names", names), Route("/api/preview", preview))
