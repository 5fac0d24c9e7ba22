"""Photos move so that every face stays in view, and eyes are faded into eyes."""

import math

from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.export.film.placement import Portrait, Position, Size, meet, place

VIEW = Size(1920, 1080)
FACE = Box(0.4, 0.2, 0.2, 0.3)


def portrait(
    size: Size, eyes: tuple[tuple[float, float], tuple[float, float]] = ((0.45, 0.3), (0.55, 0.3))
) -> Portrait:
    return Portrait(size, FACE, eyes, place(size, VIEW, [FACE]))


def in_window(position: Position, size: Size, x: float, y: float) -> tuple[float, float]:
    return position.x + x * size.width * position.scale, position.y + y * size.height * position.scale


def test_a_wide_photo_fills_the_window_and_a_tall_one_fits_into_it() -> None:
    assert place(Size(3000, 2000), VIEW, []).mode == "fill"
    tall = place(Size(2000, 3000), VIEW, [])
    assert tall.mode == "fit"
    assert tall.end.scale == 1080 / 3000


def test_a_photo_is_not_cropped_if_a_head_would_be_cut_off() -> None:
    assert place(Size(3000, 2200), VIEW, [Box(0.4, 0.02, 0.2, 0.96)]).mode == "fit"


@given(st.floats(200, 5000), st.floats(200, 5000), st.floats(0, 0.8), st.floats(0, 0.8), st.floats(0.02, 0.2))
def test_faces_stay_in_view_wherever_they_are(width: float, height: float, x: float, y: float, side: float) -> None:
    size, box = Size(width, height), Box(x, y, side, side)
    placed = place(size, VIEW, [box])
    for share in (0.0, 0.3, 1.0):
        position = placed.start.towards(placed.end, share)
        left, top = in_window(position, size, box.x, box.y)
        right, bottom = in_window(position, size, box.x + box.width, box.y + box.height)
        assert left >= -1
        assert top >= -1
        assert right <= VIEW.width + 1
        assert bottom <= VIEW.height + 1


def test_the_eyes_of_two_portraits_meet() -> None:
    before, after = portrait(Size(1600, 900)), portrait(Size(3000, 2000), ((0.48, 0.33), (0.6, 0.34)))
    met = meet(before, after, VIEW)
    assert met is not None
    for eye in (0, 1):
        one = in_window(met[0], before.size, *before.eyes[eye])
        other = in_window(met[1], after.size, *after.eyes[eye])
        # Photos are not turned, so tilted eyes meet in their middle.
        assert math.dist(one, other) < 8


def test_tilted_eyes_do_not_meet_upright_ones() -> None:
    tilted = portrait(Size(1600, 900), ((0.45, 0.2), (0.55, 0.4)))
    assert meet(portrait(Size(1600, 900)), tilted, VIEW) is None
