"""Hold what every request of one running review page needs."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from starlette.requests import Request

from photoindex.operations.opening import Index
from photoindex.operations.watching import Watch
from photoindex.review.library import Library
from photoindex.review.streams import Streams


@dataclass(frozen=True)
class Review:
    """A running review page on one index. If `read_only`, no request may change anything."""

    index: Index
    read_only: bool = False
    streams: Streams = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "streams", Streams(Watch(self.index).look))

    @cached_property
    def library(self) -> Library:
        """What the pages show and what they can change."""
        return Library(self.index)


def review_of(request: Request) -> Review:
    """The review that serves this request."""
    return cast(Review, request.app.state.review)


def library_of(request: Request) -> Library:
    """The library that this request is about."""
    return review_of(request).library
