"""The names of people while somebody types one, and what a name would do."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.errors import UsageError
from photoindex.review.library import Selection
from photoindex.review.review import library_of
from photoindex.review.wording import answers


def names(request: Request) -> Response:
    typed = request.query_params.get("q", "").strip()
    rows = library_of(request).names(typed) if typed else []
    fields = [{"person_id": row.id, "name": row.name, "photos": row.photos, "faces": row.faces} for row in rows]
    return JSONResponse({"names": fields})


def preview(request: Request) -> Response:
    clusters = (*_ids(request, "cluster"), *_ids(request, "clusters"))
    chosen = Selection(clusters, *(_ids(request, key) for key in ("faces", "not_faces", "left")))
    found = library_of(request).preview(chosen, request.query_params.get("name", ""))
    return JSONResponse(
        {
            "said": answers.before_naming(found),
            "joins": found.person is not None,
            "name": found.person.name if found.person is not None else found.name,
            "photos": found.photos,
            "warnings": answers.warnings_of(found),
        }
    )


def _ids(request: Request, key: str) -> tuple[int, ...]:
    words = filter(None, ",".join(request.query_params.getlist(key)).split(","))
    try:
        ids = tuple(dict.fromkeys(int(word) for word in words))
    except ValueError as error:
        raise UsageError(f"the request has no valid {key!r}", hint="Reload the page.") from error
    if any(not 0 < each < 2**63 for each in ids):
        raise UsageError(f"the request has no valid {key!r}", hint="Reload the page.")
    return ids


ROUTES = (Route("/api/names", names), Route("/api/preview", preview))
