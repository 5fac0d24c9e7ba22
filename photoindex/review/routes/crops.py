"""Send pictures of faces and photos. Addresses contain ids, never paths."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.operations.thumbnails import SIDES, NoPicture, Picture, ThumbnailSize, display_photo
from photoindex.review.review import review_of

_SIZES: Mapping[str, ThumbnailSize] = {size: size for size in SIDES}
_LONGEST_SIDE = 2048
# For grids of photos; no address can request other sizes.
_LONGEST_SIDE_IN_GRIDS = 480
# Only the browser may keep pictures, not a cache on the way to it. An address with a version always leads to the same
# picture. Without a version, it may lead to another face when another index is served at this port.
_FOR_GOOD = "private, max-age=31536000, immutable"
_ASK_EACH_TIME = "private, no-cache"
_VERSION = re.compile("[0-9a-f]{8,64}")
# The reason is for scripts; people see a grey tile.
_MISSING = "X-Photoindex-Missing"
_GREY_TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    '<rect width="100%" height="100%" fill="#8a929c" opacity=".35"/></svg>'
)
# Decoding takes memory, and a disk that does not answer keeps a thread busy. Pages have their own threads.
_THREADS = ThreadPoolExecutor(4, thread_name_prefix="pictures")


async def crop(request: Request) -> Response:
    thumbnails, face_id = review_of(request).thumbnails, request.path_params["face_id"]
    size = _SIZES.get(request.path_params["size"])
    if size is None:
        raise HTTPException(404)
    return await _answer(request, lambda: thumbnails.of_face(face_id, size), SIDES[size], SIDES[size])


async def photo(request: Request) -> Response:
    index, photo_id = review_of(request).index, request.path_params["photo_id"]
    in_grid = request.query_params.get("side") == str(_LONGEST_SIDE_IN_GRIDS)
    side = _LONGEST_SIDE_IN_GRIDS if in_grid else _LONGEST_SIDE
    return await _answer(request, lambda: display_photo(index, photo_id, side), side, side * 3 // 4)


async def _answer(request: Request, make: Callable[[], Picture | NoPicture], width: int, height: int) -> Response:
    """The picture, or a grey tile of this size."""
    made = await asyncio.get_running_loop().run_in_executor(_THREADS, make)
    if isinstance(made, NoPicture):
        if made.reason == "unknown":
            raise HTTPException(404)
        # The disk may be connected again soon, so browsers do not keep the tile.
        headers = {"Cache-Control": "no-store", _MISSING: made.reason}
        tile = _GREY_TILE.format(width=width, height=height)
        return Response(tile, headers=headers, media_type="image/svg+xml")
    tag = f'"{hashlib.sha256(made.data).hexdigest()[:32]}"'
    is_versioned = _VERSION.fullmatch(request.query_params.get("v", "")) is not None
    headers = {"Cache-Control": _FOR_GOOD if is_versioned else _ASK_EACH_TIME, "ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(made.data, headers=headers, media_type=made.media_type)


ROUTES = (
    Route("/crops/{face_id:int}/{size}.webp", crop, name="crop"),
    Route("/photos/{photo_id:int}.jpg", photo, name="photo-picture"),
)
