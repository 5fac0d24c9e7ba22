"""Hold what every request of one running review page needs."""

import threading
from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request

from photoindex.operations.opening import Index


@dataclass(frozen=True, slots=True)
class Review:
    """A running review page on one index. If `read_only`, no request may change anything. `ending` is set when the
    server begins to end.
    """

    index: Index
    read_only: bool = False
    ending: threading.Event = field(default_factory=threading.Event)


def review_of(request: Request) -> Review:
    """The review that serves this request."""
    return cast(Review, request.app.state.review)
