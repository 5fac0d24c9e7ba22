"""How one photo is looked at: decoded no finer than the search for faces needs, and once more where a face needs it."""

from collections.abc import Callable
from math import ceil
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photoindex.decode import DecodedPhoto, DecodeLimits, decode_photo
from photoindex.domain.face import Face

Image = NDArray[np.uint8]


class Analyzer(Protocol):
    """Finds and embeds the faces of an upright RGB image, uint8 of shape (height, width, 3)."""

    @property
    def search_side(self) -> int:
        """The long side, in pixels, of the largest image that the search for faces in an ordinary photo can use."""
        ...

    def analyze(
        self, image: Image, *, reduction: float = 1.0, finer: Callable[[float], Image] | None = None
    ) -> list[Face]:
        """`reduction` pixels of the photo lie along one of the image.

        `finer`, where there is more to see, gives the photo at the reduction that is asked for or a smaller one, or as
        fine as it can be decoded; it is called at most twice: to search, and to crop small faces.
        """
        ...


def look(data: bytes, name: str, analyzer: Analyzer, limits: DecodeLimits) -> tuple[DecodedPhoto, list[Face]]:
    """The photo as it was decoded first, and its faces. Raises PhotoError as `decode_photo` does."""
    photo = decode_photo(data, name, limits, least_side=analyzer.search_side)
    long_side = max(photo.facts.width, photo.facts.height)

    def finer(reduction: float) -> Image:
        return decode_photo(data, name, limits, least_side=ceil(long_side / reduction)).image

    faces = analyzer.analyze(
        photo.image, reduction=photo.reduction, finer=finer if photo.reduction > photo.finest else None
    )
    return photo, faces
