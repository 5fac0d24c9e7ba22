"""Hold what every request of one running review page needs."""

from dataclasses import dataclass
from typing import cast

from starlette.requests import Request

from photoindex.operations.opening import Index


@dataclass(frozen=True, slots=True)
class Review:
    """A running review page on one index. If `read_only`, no request may change anything."""

    index: Index
    read_only: bool = False


def review_of(request: Request) -> Review:
    """The review that serves this request."""
    return cast(Review, request.app.state.review)
