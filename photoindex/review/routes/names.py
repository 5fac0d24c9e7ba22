"""Complete a name while the user types it, and preview what it would do."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.review.library import Selection
from photoindex.review.query_ids import ids_in
from photoindex.review.review import library_of
from photoindex.review.wording import answers


def names(request: Request) -> Response:
    typed = request.query_params.get("q", "").strip()
    rows = library_of(request).names(typed) if typed else []
    fields = [{"person_id": row.id, "name": row.name, "photos": row.photos, "faces": row.faces} for row in rows]
    return JSONResponse({"names": fields})


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
