"""Hold what every request of one running review page needs."""

from dataclasses import dataclass
from typing import cast

from starlette.requests import Request

from photoindex.operations.opening import Index
from photoindex.operations.sitting import Sitting
from photoindex.operations.thumbnails import Thumbnails
from photoindex.operations.watching import Watch
from photoindex.review.library import Library
from photoindex.review.streams import Streams


@dataclass(frozen=True, slots=True)
class Review:
    """A running review page on the index of a sitting. If `read_only`, no request may change anything."""

    sitting: Sitting
    library: Library
    streams: Streams
    thumbnails: Thumbnails
    read_only: bool = False

    @property
    def index(self) -> Index:
        """The index, which requests in several threads share."""
        return self.sitting.index


def review_on(sitting: Sitting, *, read_only: bool = False) -> Review:
    """A review page on the index of a sitting."""
    index = sitting.index
    return Review(
        sitting, Library(sitting), Streams(Watch(index).look), Thumbnails(index, read_only=read_only), read_only
    )


def review_of(request: Request) -> Review:
    """The review that serves this request."""
    return cast(Review, request.app.state.review)


def library_of(request: Request) -> Library:
    """The library that this request is about."""
    return review_of(request).library
