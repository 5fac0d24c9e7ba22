"""A photo is decoded once, no finer than needed, and again if its faces need it."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import DecodeLimits
from photoindex.domain.face import Face
from photoindex.scan.photo import analyse
from tests.decode.drawn import encode

Finer = Callable[[float], NDArray[np.uint8]]


def drawn(width: int, height: int, kind: str = "JPEG") -> bytes:
    return encode(Image.linear_gradient("L").convert("RGB").resize((width, height)), kind)


class Asks:
    """An analyzer that finds no faces. It requests the photo at given reductions and keeps the images that it gets."""

    def __init__(self, search_side: int, *reductions: float) -> None:
        self.search_side = search_side
        self.reductions = reductions
        self.first: tuple[tuple[int, ...], float] | None = None
        self.again: list[tuple[int, ...]] = []

    def analyze(self, image: NDArray[np.uint8], *, reduction: float = 1.0, finer: Finer | None = None) -> list[Face]:
        self.first = image.shape, reduction
        if finer is not None:
            self.again = [finer(wanted).shape for wanted in self.reductions]
        return []


@pytest.mark.parametrize(
    ("width", "height", "reduction"), [(4000, 3000, 2), (3000, 4000, 2), (6000, 400, 4), (2047, 100, 1), (2048, 100, 2)]
)
def test_the_first_decoding_has_just_enough_pixels_for_the_search(width: int, height: int, reduction: int) -> None:
    asks = Asks(1024)
    found = analyse(drawn(width, height), "a.jpg", asks, DecodeLimits())
    photo, faces = found.photo, found.faces
    assert asks.first == ((height // reduction, width // reduction, 3), reduction)
    assert (photo.facts.width, photo.facts.height, faces) == (width, height, [])


def test_the_second_decoding_is_as_fine_as_requested_but_no_finer_than_the_file() -> None:
    asks = Asks(512, 3.9, 2.0, 1.9, 0.3)
    analyse(drawn(2400, 800), "a.jpg", asks, DecodeLimits())
    assert asks.first == ((200, 600, 3), 4)
    assert [shape[1] for shape in asks.again] == [1200, 1200, 2400, 2400]


def test_a_photo_searched_at_full_size_is_not_decoded_again() -> None:
    for data in (drawn(1000, 800), drawn(4000, 3000, "PNG")):
        asks = Asks(1024, 0.5)
        analyse(data, "a", asks, DecodeLimits())
        assert asks.again == []


def test_a_photo_reduced_by_the_limits_is_not_decoded_again() -> None:
    for kind in ("JPEG", "PNG"):
        asks = Asks(1024, 0.5)
        analyse(drawn(2000, 1000, kind), "a", asks, DecodeLimits(array_pixels=600_000))
        assert asks.first == ((500, 1000, 3), 2)
        assert asks.again == []
