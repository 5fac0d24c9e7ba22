"""Five-point alignment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.faces.alignment import TEMPLATE, aligned, similarity

angles = st.floats(-np.pi, np.pi)
scales = st.floats(0.05, 20)
shifts = st.floats(-500, 500)


def transform(points: np.ndarray, scale: float, angle: float, x: float, y: float) -> np.ndarray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return scale * points @ turn.T + (x, y)


@given(scale=scales, angle=angles, x=shifts, y=shifts)
def test_a_known_similarity_is_recovered(scale: float, angle: float, x: float, y: float) -> None:
    matrix = similarity(TEMPLATE, transform(TEMPLATE, scale, angle, x, y))
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0]])
    assert np.allclose(matrix[:, :2], scale * turn[:, :2], atol=1e-8 * max(1, scale))
    assert np.allclose(matrix[:, 2], (x, y), atol=1e-6)


@given(st.lists(st.tuples(shifts, shifts), min_size=5, max_size=5))
def test_the_fit_is_finite_and_is_a_similarity_without_a_reflection(points: list[tuple[float, float]]) -> None:
    (a, b, _), (c, d, _) = matrix = similarity(np.array(points), TEMPLATE)
    assert np.isfinite(matrix).all()
    assert (a, b) == (d, -c)


@given(noise=st.integers(0, 1000), scale=st.floats(0.98, 1.02), angle=st.floats(-0.02, 0.02))
def test_no_slightly_different_similarity_fits_better(noise: int, scale: float, angle: float) -> None:
    source = TEMPLATE + np.random.default_rng(noise).normal(0, 4, TEMPLATE.shape)

    def error(matrix: np.ndarray) -> float:
        return float(((source @ matrix[:, :2].T + matrix[:, 2] - TEMPLATE) ** 2).sum())

    best = similarity(source, TEMPLATE)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert error(best) <= error(np.column_stack([scale * turn @ best[:, :2], best[:, 2]])) + 1e-6


def test_landmarks_that_already_match_the_template_give_the_image_itself() -> None:
    image = np.random.default_rng(0).integers(0, 256, (112, 112, 3), dtype=np.uint8)
    assert np.array_equal(aligned(image, TEMPLATE + 0.5), image)


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_a_larger_face_is_averaged_over_all_its_pixels(factor: int) -> None:
    image = np.random.default_rng(1).integers(0, 256, (112 * factor, 112 * factor, 3), dtype=np.uint8)
    blocks = image.reshape(112, factor, 112, factor, 3).mean(axis=(1, 3))
    assert np.abs(aligned(image, (TEMPLATE + 0.5) * factor).astype(float) - blocks).max() <= 1


def test_the_part_of_a_crop_beyond_the_image_is_black() -> None:
    image = np.full((112, 112, 3), 200, dtype=np.uint8)
    crop = aligned(image, TEMPLATE + 0.5 + (56, 0))
    assert (crop[:, :55] == 200).all()
    assert (crop[:, 57:] == 0).all()


def test_a_face_outside_the_image_or_without_extent_still_gives_a_crop() -> None:
    image = np.full((50, 50, 3), 9, dtype=np.uint8)
    for points in (TEMPLATE + 5000, np.full((5, 2), 25.0)):
        assert aligned(image, points).shape == (112, 112, 3)


def test_an_image_with_more_columns_than_opencv_can_warp_is_cropped_first() -> None:
    image = np.zeros((112, 40_000, 3), dtype=np.uint8)
    face = np.random.default_rng(2).integers(0, 256, (112, 112, 3), dtype=np.uint8)
    image[:, 39_000:39_112] = face
    assert np.array_equal(aligned(image, TEMPLATE + 0.5 + (39_000, 0)), face)
