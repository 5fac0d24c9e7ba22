"""Find the photos that a line of names and dates describes, and export them as a slideshow."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.errors import MissingLibraryError, UsageError
from photoindex.operations.find import FindRequest, Found, FoundPhoto, count_found, find
from photoindex.operations.save import list_searches
from photoindex.operations.slideshow import SlideshowRequest, Watch, export
from photoindex.review.actions import Body, Done, action
from photoindex.review.framing import framed_at
from photoindex.review.library import Library
from photoindex.review.pages import page
from photoindex.review.paging import PAGE, Paging, page_number
from photoindex.review.review import library_of
from photoindex.review.wording import finding as words
from photoindex.review.wording import searching
from photoindex.wording.slideshows import slideshow_texts


def find_photos(request: Request) -> Response:
    library, text = library_of(request), request.query_params.get("q", "").strip()
    values: dict[str, Any] = {"q": text, "fault": None, "found": None, "words": words}
    values |= {"searches": list_searches(library.index), "searching": searching}
    if not text:
        return page(request, "find.html", names=[row.name for row in library.persons()[:12]], **values)
    try:
        counted = count_found(library.index, FindRequest(query=text))
        paging = Paging(page_number(request), counted.photos)
    except (UsageError, MissingLibraryError) as error:
        return page(request, "find.html", status=400, names=[], **values | {"fault": words.Fault.of(error, text)})
    found = find(library.index, FindRequest(query=text, skip=paging.skip, limit=PAGE))
    values |= {"found": found, "framed": {photo.photo_id: _framed(photo, found) for photo in found.photos}}
    return page(request, "find.html", names=[], counted=counted, paging=paging, **values)


def _framed(photo: FoundPhoto, found: Found) -> int | None:
    """The part of a photo that its tile shows: that with the people in the line, or else with all faces."""
    wanted = {match.person.person_id for match in found.people}
    theirs = [face.box for face in photo.faces if face.person_id in wanted]
    return framed_at(photo.width, photo.height, theirs or [face.box for face in photo.faces])


def start_export(library: Library, body: Body) -> Done:
    """Begin to copy the photos that a line describes to a folder."""
    text, typed = body.text("q"), body.text("folder").strip()
    if not typed:
        raise UsageError("the folder is missing", hint="Type where the slideshow should go.")
    if "\0" in typed:
        raise UsageError(f"{typed!a} holds a character that no path can hold", hint="Type it again.")
    folder = Path(typed)
    if not os.path.isabs(os.path.expanduser(typed)):  # noqa: PTH111, PTH117 - pathlib raises if the user is unknown
        raise UsageError(
            f"{typed} is not a full path", hint="Type the whole path, or begin with ~ for your home folder."
        )
    found = find(library.index, FindRequest(query=text, order="date"))
    texts = slideshow_texts([match.person.name for match in found.people])
    request = SlideshowRequest(folder, texts, link=body.flag("link"), update=body.flag("update"))
    photos = len(found.photos) + len(found.lost)
    number = library.exports.start(typed, lambda tell: export(library.index, found, request, _Told(tell, photos)))
    return Done(words.began(len(found.photos), typed), more={"export": number})


class _Told(Watch):
    """Tells how many of `total` photos are done."""

    def __init__(self, tell: Callable[[int, int], None], total: int) -> None:
        self._tell, self._total, self._done = tell, total, 0

    def photo(self) -> None:
        self._done += 1
        self._tell(self._done, self._total)


def export_progress(request: Request) -> Response:
    progress = library_of(request).exports.get(int(request.path_params["number"]))
    if progress is None:
        raise HTTPException(404)
    said, hint = words.ended(progress)
    values = {"running": progress.running, "done": progress.done, "total": progress.total, "said": said, "hint": hint}
    return JSONResponse({**values, "failed": progress.error is not None})


ROUTES = (
    Route("/find", find_photos, name="find"),
    action("/api/export", start_export),
    Route("/api/export/{number:int}", export_progress),
)
