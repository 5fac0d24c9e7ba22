"""Pictures of faces and photos. They are named by ids; no address holds a path."""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.operations.pictures import NoPicture, Picture, picture_of_face, picture_of_photo
from photoindex.review.review import review_of

_SIDES = {"small": 112, "large": 224}
_LONGEST_SIDE = 2048
# For the grid of found photos; no address can ask for other sizes.
_LONGEST_SIDE_IN_GRIDS = 480
# An address with a version never gets another picture. Only the browser may keep pictures, no cache in between.
_FOR_GOOD = "private, max-age=31536000, immutable"
_ASK_EACH_TIME = "private, no-cache"
# The reason is for scripts; people see a grey tile.
_MISSING = "X-Photoindex-Missing"
_GREY_TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    '<rect width="100%" height="100%" fill="#8a929c" opacity=".35"/></svg>'
)
# Decoding takes memory, and a disk that does not answer keeps a thread busy. Pages have their own threads.
_THREADS = ThreadPoolExecutor(4, thread_name_prefix="pictures")


async def crop(request: Request) -> Response:
    index, face_id = review_of(request).index, request.path_params["face_id"]
    side = _SIDES.get(request.path_params["size"])
    if side is None:
        raise HTTPException(404)
    return await _answer(request, lambda: picture_of_face(index, face_id, side), (side, side))


async def photo(request: Request) -> Response:
    index, photo_id = review_of(request).index, request.path_params["photo_id"]
    in_grid = request.query_params.get("side") == str(_LONGEST_SIDE_IN_GRIDS)
    side = _LONGEST_SIDE_IN_GRIDS if in_grid else _LONGEST_SIDE
    return await _answer(request, lambda: picture_of_photo(index, photo_id, side), (4, 3))


async def _answer(request: Request, make: Callable[[], Picture | NoPicture], ratio: tuple[int, int]) -> Response:
    made = await asyncio.get_running_loop().run_in_executor(_THREADS, make)
    if isinstance(made, NoPicture):
        tile = _GREY_TILE.format(width=ratio[0], height=ratio[1])
        # The disk may be connected again soon.
        return Response(tile, headers={"Cache-Control": "no-store", _MISSING: made.reason}, media_type="image/svg+xml")
    tag = f'"{hashlib.sha256(made.data).hexdigest()[:32]}"'
    headers = {"Cache-Control": _FOR_GOOD if "v" in request.query_params else _ASK_EACH_TIME, "ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(made.data, headers=headers, media_type=made.media_type)


ROUTES = (
    Route("/crops/{face_id:int}/{size}.webp", crop, name="crop"),
    Route("/photos/{photo_id:int}.jpg", photo, name="photo-picture"),
)
