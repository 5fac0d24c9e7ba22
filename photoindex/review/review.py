"""Hold what every request of one running review page needs."""

from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request

from photoindex.operations.opening import Index
from photoindex.operations.thumbnails import Thumbnails
from photoindex.operations.watching import Watch
from photoindex.review.streams import Streams


@dataclass(frozen=True)
class Review:
    """A running review page on one index. If `read_only`, no request may change anything."""

    index: Index
    read_only: bool = False
    streams: Streams = field(init=False)
    thumbnails: Thumbnails = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "streams", Streams(Watch(self.index).look))
        object.__setattr__(self, "thumbnails", Thumbnails(self.index))


def review_of(request: Request) -> Review:
    """The review that serves this request."""
    return cast(Review, request.app.state.review)
