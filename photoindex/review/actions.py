"""Carry out the actions of pages: read the JSON, run the action in a thread, and say what was done."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from photoindex.errors import UsageError
from photoindex.review.library import Library
from photoindex.review.review import library_of

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Body:
    """The values that a page sent. Every reader raises UsageError if a value has the wrong type."""

    values: Mapping[str, Any]

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def number(self, key: str) -> int:
        """An id; raises UsageError if it is missing."""
        value = self.values.get(key)
        if not _is_id(value):
            raise _unreadable(key)
        return value

    def numbers(self, key: str) -> tuple[int, ...]:
        """Ids, without repetition; empty if there are none."""
        values = self.values.get(key) or []
        if not isinstance(values, list) or not all(map(_is_id, values)):
            raise _unreadable(key)
        return tuple(dict.fromkeys(values))

    def text(self, key: str, default: str = "") -> str:
        """A text, or the default if it is missing."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise _unreadable(key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Texts, without repetition; empty if there are none."""
        values = self.values.get(key) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise _unreadable(key)
        return tuple(dict.fromkeys(values))

    def box(self) -> tuple[float, ...]:
        """Left, top, width and height of a place, in fractions of the photo."""
        box = self.values.get("box")
        if not isinstance(box, list) or len(box) != 4:
            raise UsageError("the request has no valid box", hint="Draw it again.")
        if not all(isinstance(side, int | float) and -1 <= side <= 1 for side in box):
            raise UsageError("the box lies outside the photo", hint="Draw it again.")
        return tuple(float(side) for side in box)

    def flag(self, key: str) -> bool:
        """Whether the page sent `true` for it."""
        return self.values.get(key) is True


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did, in words, and the numbers of its decisions. `more` is added to the response."""

    said: str
    seqs: tuple[int, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the user before the action is carried out. If the user agrees, the page sends the request again,
    with `yes` added.
    """

    text: str


Handler = Callable[[Library, Body], Done | Ask]


def action(path: str, handler: Handler) -> Route:
    """The route of an action. The handler runs in a thread, because it waits for the index."""

    async def endpoint(request: Request) -> Response:
        body = await _body_of(request)
        done = await run_in_threadpool(handler, library_of(request), body)
        if isinstance(done, Ask):
            again = {**body.values, "yes": True}
            return JSONResponse({"kind": "ask", "error": done.text, "ask": done.text, "yes": again}, status_code=409)
        answer = {"first": min(done.seqs), "last": max(done.seqs)} if done.seqs else None
        return JSONResponse({"said": done.said, "answer": answer, **done.more})

    return Route(path, endpoint, methods=["POST"])


async def _body_of(request: Request) -> Body:
    try:
        values = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError) as error:
        raise UsageError("the request is not valid JSON") from error
    if not isinstance(values, dict):
        raise UsageError("the request is not a JSON object")
    for key, value in values.items():
        if not (_is_plain(key) and (_is_plain(value) or (isinstance(value, list) and all(map(_is_plain, value))))):
            raise _unreadable(key)
    return Body(values)


def _is_plain(value: object) -> bool:
    """Whether a value can be used, and sent back, as it is. JSON may hold NaN, numbers of any size, and halves of
    characters.
    """
    match value:
        case str():
            return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
        case float():
            return math.isfinite(value)
        case int():
            return abs(value) <= _LARGEST_ID
    return value is None


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_ID


def _unreadable(key: str) -> UsageError:
    return UsageError(f"the request has no valid {key!a}", hint="Reload the page.")
