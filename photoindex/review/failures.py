"""Answer requests that fail: pages get a page that says what to do, actions get JSON."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from photoindex.errors import (
    IndexLockedError,
    NotFoundError,
    OvertakenError,
    PhotoIndexError,
    StorageError,
    UsageError,
)
from photoindex.review.pages import page
from photoindex.review.wording.advice import Step, steps_of
from photoindex.review.wording.sentences import as_sentence

# The first class that fits gives the HTTP status, and the kind by which scripts decide what to do.
_KINDS: tuple[tuple[type[PhotoIndexError], int, str], ...] = (
    (NotFoundError, 404, "not-found"),
    (OvertakenError, 409, "overtaken"),
    (UsageError, 400, "usage"),
    (IndexLockedError, 503, "locked"),
    (StorageError, 507, "storage"),
    (PhotoIndexError, 500, "index"),
)


def failed(request: Request, error: Exception) -> Response:
    """The response to a request that failed with one of our errors."""
    assert isinstance(error, PhotoIndexError)
    status, kind = next((status, kind) for known, status, kind in _KINDS if isinstance(error, known))
    return _answer(request, status, kind, as_sentence(error.message), error.hint, steps=steps_of(error.advice))


def refused(request: Request, error: Exception) -> Response:
    """The response to a request that no route handles."""
    assert isinstance(error, HTTPException)
    text = {404: "There is no such page.", 405: "This page cannot do that."}.get(error.status_code, error.detail)
    return _answer(request, error.status_code, "request", text, "")


def defective(request: Request, error: Exception) -> Response:
    """The response to a request that failed because of a defect of photoindex. Only a report has the details."""
    return _answer(
        request,
        500,
        "defect",
        "Unexpected error, a defect of photoindex.",
        "No stored data was lost. The terminal in which photoindex runs says where the details are.",
    )


def _answer(
    request: Request, status: int, kind: str, message: str, hint: str, *, steps: Sequence[Step] = ()
) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"kind": kind, "error": message, "hint": hint}, status_code=status)
    return page(request, "error.html", status=status, message=message, hint=hint, steps=steps)
