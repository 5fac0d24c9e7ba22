"""Find: the photos that a line of names and dates means, and their export as a slideshow."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.domain.people import Person
from photoindex.errors import UsageError
from photoindex.operations.find import FindRequest, count_found, export, find
from photoindex.review.actions import Body, Done, action
from photoindex.review.library import Library
from photoindex.review.pages import page
from photoindex.review.paging import PAGE, Paging, page_number
from photoindex.review.query import understand
from photoindex.review.review import library_of
from photoindex.review.wording import finding as words
from photoindex.wording.slideshows import slideshow_texts


def requested(library: Library, text: str) -> FindRequest:
    """What a typed line means.

    Raises:
        QueryError: it cannot be understood.
    """
    return understand(text, [Person(row.id, row.name) for row in library.persons() if row.name is not None])


def find_photos(request: Request) -> Response:
    library, text = library_of(request), request.query_params.get("q", "").strip()
    values: dict[str, Any] = {"q": text, "fault": None, "found": None, "words": words}
    if not text:
        return page(request, "find.html", names=[row.name for row in library.persons()[:12]], **values)
    try:
        wanted = requested(library, text)
        paging = Paging(page_number(request), count_found(library.index, wanted))
    except UsageError as error:
        return page(request, "find.html", status=400, names=[], **values | {"fault": words.Fault.of(error, text)})
    found = find(library.index, replace(wanted, skip=paging.skip, limit=PAGE))
    return page(request, "find.html", names=[], wanted=wanted, paging=paging, **values | {"found": found})


def start_export(library: Library, body: Body) -> Done:
    """Begin to copy the photos that a line means to a folder."""
    text, typed = body.text("q"), body.text("folder").strip()
    if not typed:
        raise UsageError("the folder is missing", hint="Type where the slideshow should go.")
    if "\0" in typed:
        raise UsageError(f"{typed!a} holds a character that no path can hold", hint="Type it again.")
    folder, wanted = Path(typed), requested(library, text)
    if not os.path.isabs(os.path.expanduser(typed)):  # noqa: PTH111, PTH117 - pathlib raises if the user is unknown
        raise UsageError(f"{typed} is not a whole path", hint="Begin with the folder at the top, or with ~.")
    found = find(library.index, wanted)
    link, update = body.flag("link"), body.flag("update")
    texts = slideshow_texts([match.person.name for match in found.people])
    number = library.exports.start(
        typed, lambda tell: export(library.index, found, folder, texts, link=link, update=update, progress=tell)
    )
    return Done(words.began(len(found.photos), typed), more={"export": number})


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
