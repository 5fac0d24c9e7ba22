"""Show a cluster with all its faces, and ask who it is."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.review.cards import LIKELY, Tile
from photoindex.review.pages import page
from photoindex.review.paging import PAGE, Paging, page_number
from photoindex.review.query_ids import ids_in
from photoindex.review.review import library_of
from photoindex.review.wording.questions import many


def cluster(request: Request) -> Response:
    library, cluster_id = library_of(request), request.path_params["cluster_id"]
    sort = "date" if request.query_params.get("sort") == "date" else "fit"
    faces = library.cluster(cluster_id)
    order = faces.by_date() if sort == "date" else faces
    paging = Paging(page_number(request), len(faces))
    tiles = [Tile(face, not face.doubtful) for face in order.part(paging.skip, paging.skip + PAGE)]
    values = {"cluster_id": cluster_id, "tiles": tiles, "before": paging.skip, "sort": sort,
              "following": paging.number + 1 if paging.number < paging.pages else None}  # fmt: skip
    if paging.number > 1:
        return page(request, "parts/cluster_page.html", **values)
    return page(
        request,
        "cluster.html",
        total=len(faces),
        detail=many(len(faces), faces.photos, faces.period),
        likely=[person.name for person in library.likely([tile.face.face_id for tile in tiles], LIKELY)],
        doubtful=order.doubtful_ids,
        seen=library.seen(library.sitting.ids_in_cluster(cluster_id)),
        **values,
    )


def parts(request: Request) -> Response:
    clusters = ids_in(request, "cluster")
    if len(clusters) != 1:
        raise UsageError("one cluster is needed", hint="Reload the page.")
    found = library_of(request).parts(Target("cluster", ids=clusters))
    return JSONResponse({"parts": found})


ROUTES = (Route("/cluster/{cluster_id:int}", cluster, name="cluster"), Route("/api/parts", parts))
