"""Tiles show the part of a photo with the faces."""

import pytest

from photoindex.domain.geometry import Box
from photoindex.review.framing import framed_at, square_around

TOP, MIDDLE, BOTTOM = Box(0.4, 0.0, 0.2, 0.2), Box(0.4, 0.4, 0.2, 0.2), Box(0.4, 0.8, 0.2, 0.2)
LEFT, RIGHT = Box(0.0, 0.4, 0.1, 0.2), Box(0.9, 0.4, 0.1, 0.2)


@pytest.mark.parametrize(
    ("size", "boxes", "at"),
    [
        ((300, 400), [TOP], 0),
        ((300, 400), [MIDDLE], 50),
        ((300, 400), [BOTTOM], 100),
        ((300, 400), [TOP, BOTTOM], 50),
        ((300, 400), [Box(0.4, 0.1, 0.2, 0.3)], 0),
        ((100, 400), [Box(0.4, 0.2, 0.2, 0.1)], 20),
        ((800, 300), [LEFT], 0),
        ((800, 300), [RIGHT], 100),
        ((400, 300), [TOP], None),
        ((300, 400), [], None),
    ],
)
def test_a_tile_shows_the_faces(size: tuple[int, int], boxes: list[Box], at: int | None) -> None:
    assert framed_at(*size, boxes) == at


@pytest.mark.parametrize(
    ("box", "square"),
    [
        (Box(0.4, 0.4, 0.1, 0.2), (250, 50, 400)),
        (Box(0.0, 0.0, 0.1, 0.1), (0, 0, 400)),
        (Box(0.9, 0.9, 0.1, 0.1), (600, 100, 400)),
        (Box(0.0, 0.0, 0.8, 0.8), (150, 0, 500)),
    ],
)
def test_a_place_is_shown_with_what_is_around_it(box: Box, square: tuple[int, int, int]) -> None:
    assert square_around(1000, 500, box) == square
