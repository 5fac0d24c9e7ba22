"""Reducing images for the detector."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from photoindex.faces.resizing import resized, whole_blocks

SIDES = st.integers(1, 700)


@given(SIDES, SIDES, st.floats(1, 40))
@example(15, 15, 11.0)
@settings(max_examples=100)
def test_pixels_keep_their_relative_positions(height: int, width: int, factor: float) -> None:
    across = np.tile(np.linspace(0, 255, width), (height, 1))
    down = np.tile(np.linspace(0, 255, height)[:, None], (1, width))
    image = np.stack([across, down, down], axis=2).astype(np.uint8)
    size = max(1, round(width / factor)), max(1, round(height / factor))
    part = whole_blocks(image, *size)
    small = resized(part, *size).astype(float)
    assert small.shape == (size[1], size[0], 3)
    for axis, channel, side, covered, wanted in (
        (1, 0, width, part.shape[1], size[0]), (0, 1, height, part.shape[0], size[1])
    ):  # fmt: skip
        if wanted > 1:
            middles = (np.arange(wanted) + 0.5) * covered / wanted - 0.5
            expected = middles * 255 / (side - 1)
            # The tolerance is half an interpolated pixel at the edge of the image, and one rounding per halving.
            allowed = 255 * 0.5 * factor / side + 6
            assert np.abs(small[..., channel].mean(axis=1 - axis) - expected).max() <= allowed


@given(st.integers(2, 30))
@settings(max_examples=20)
def test_every_pixel_contributes_to_the_reduced_image(factor: int) -> None:
    rows, columns = np.indices((60 * factor, 60 * factor))
    squares = ((rows + columns) % 2 * 255).astype(np.uint8)
    small = resized(np.repeat(squares[..., None], 3, axis=2), 60, 60)
    assert small.min() >= 126 and small.max() <= 129


@given(SIDES, SIDES, st.floats(1, 40))
@settings(max_examples=100)
def test_little_of_an_image_is_cut_off_and_never_all_of_it(height: int, width: int, factor: float) -> None:
    image = np.zeros((height, width, 3), dtype=np.uint8)
    size = max(1, round(width / factor)), max(1, round(height / factor))
    part = whole_blocks(image, *size)
    assert 0 < part.shape[0] <= height and 0 < part.shape[1] <= width
    assert height - part.shape[0] < max(1.1 * height / size[1], 1) and width - part.shape[1] < max(
        1.1 * width / size[0], 1
    )


def test_an_image_of_the_wanted_size_is_not_changed() -> None:
    image = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    assert resized(image, 40, 30) is image
