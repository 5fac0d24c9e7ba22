"""Show a cluster with all its faces, and ask who it is."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.operations.lineup import LinedUp
from photoindex.review.cards import LIKELY, Tile, detail_of
from photoindex.review.pages import page
from photoindex.review.query_ids import ids_in
from photoindex.review.review import library_of

_PAGE = 200


def cluster(request: Request) -> Response:
    library, cluster_id = library_of(request), request.path_params["cluster_id"]
    sort = "date" if request.query_params.get("sort") == "date" else "fit"
    faces = library.cluster(cluster_id)
    if sort == "date":
        faces = tuple(sorted(faces, key=_by_date))
    number = _number(request.query_params.get("page"))
    tiles = [Tile(item.face, not item.doubtful) for item in faces[(number - 1) * _PAGE : number * _PAGE]]
    values = {"cluster_id": cluster_id, "tiles": tiles, "before": (number - 1) * _PAGE, "sort": sort,
              "following": number + 1 if number * _PAGE < len(faces) else None}  # fmt: skip
    if number > 1:
        return page(request, "parts/cluster_page.html", **values)
    rows = [item.face for item in faces]
    likely = [person.name for person in library.likely([row.face_id for row in rows[:_PAGE]], LIKELY)]
    doubtful = [item.face.face_id for item in faces if item.doubtful]
    return page(
        request,
        "cluster.html",
        total=len(faces),
        detail=detail_of(rows),
        likely=likely,
        doubtful=doubtful,
        seen=library.seen(library.sitting.ids_in_cluster(cluster_id)),
        **values,
    )


def parts(request: Request) -> Response:
    clusters = ids_in(request, "cluster")
    if len(clusters) != 1:
        raise UsageError("one cluster is needed", hint="Reload the page.")
    found = library_of(request).parts(Target("cluster", ids=clusters))
    return JSONResponse({"parts": found})


def _by_date(item: LinedUp) -> tuple[bool, datetime]:
    return item.face.taken is None, item.face.taken or datetime.min


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and 0 < len(text) < 7 and int(text) > 0 else 1


ROUTES = (Route("/cluster/{cluster_id:int}", cluster, name="cluster"), Route("/api/parts", parts))
