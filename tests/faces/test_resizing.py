"""Images made smaller for the detector."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.faces.resizing import resized

SIDES = st.integers(1, 700)


@given(SIDES, SIDES, st.floats(1, 40))
@settings(max_examples=100, deadline=None)
def test_what_lies_in_a_place_stays_in_its_place(height: int, width: int, factor: float) -> None:
    across = np.tile(np.linspace(0, 255, width), (height, 1))
    down = np.tile(np.linspace(0, 255, height)[:, None], (1, width))
    image = np.stack([across, down, down], axis=2).astype(np.uint8)
    size = max(1, round(width / factor)), max(1, round(height / factor))
    small = resized(image, *size).astype(float)
    assert small.shape == (size[1], size[0], 3)
    for axis, channel, side, wanted in ((1, 0, width, size[0]), (0, 1, height, size[1])):
        if wanted > 1:
            middles = (np.arange(wanted) + 0.5) * side / wanted - 0.5
            expected = middles * 255 / (side - 1)
            # An odd row or column that is left out at each halving, and rounding at each.
            allowed = 255 * 2 * factor / side + 6
            assert np.abs(small[..., channel].mean(axis=1 - axis) - expected).max() <= allowed


@given(st.integers(2, 30))
@settings(max_examples=20, deadline=None)
def test_single_pixels_do_not_flicker_in_and_out_of_a_smaller_image(factor: int) -> None:
    rows, columns = np.indices((60 * factor, 60 * factor))
    squares = ((rows + columns) % 2 * 255).astype(np.uint8)
    small = resized(np.repeat(squares[..., None], 3, axis=2), 60, 60)
    assert small.min() >= 126 and small.max() <= 129


def test_an_image_of_the_wanted_size_is_left_as_it_is() -> None:
    image = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    assert resized(image, 40, 30) is image
