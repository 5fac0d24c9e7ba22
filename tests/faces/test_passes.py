"""Several passes over one image, with fake networks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.faces.passes import MultiScaleDetector
from tests.faces.fake_networks import DrawnFaces


def photo_with_face(height: int, width: int, x: int, y: int, side: int) -> NDArray[np.uint8]:
    image = np.zeros((height, width, 3), dtype=np.uint8)
    image[y : y + side, x : x + side, 0] = 255
    return image


def test_a_face_that_two_passes_find_is_one_face() -> None:
    network = DrawnFaces()
    detector = MultiScaleDetector(network, sizes=(256, 1024), threshold=0.5)
    (face,) = detector.detect(photo_with_face(1024, 2048, 600, 200, 400))
    assert len(network.seen) == 2
    assert face.box == pytest.approx((600, 200, 400, 400), abs=4)


def test_the_small_pass_finds_a_face_that_is_too_large_for_the_other() -> None:
    detector = MultiScaleDetector(DrawnFaces(largest=300), sizes=(256, 1024), threshold=0.5)
    (face,) = detector.detect(photo_with_face(2000, 2000, 100, 100, 1800))
    assert face.box == pytest.approx((100, 100, 1800, 1800), abs=16)


def test_small_detections_of_the_small_pass_are_ignored() -> None:
    detector = MultiScaleDetector(DrawnFaces(largest=30), sizes=(256, 1024), threshold=0.5)
    assert detector.detect(photo_with_face(1024, 1024, 100, 100, 100)) == []


def test_a_small_image_is_enlarged_at_most_twice_and_searched_once_at_each_size() -> None:
    network = DrawnFaces()
    MultiScaleDetector(network, sizes=(256, 1024), threshold=0.5).detect(photo_with_face(100, 100, 10, 10, 50))
    assert network.seen == [(256, 256)]


@given(st.integers(1, 1500), st.integers(1, 1500))
@settings(max_examples=40)
def test_photos_of_all_shapes_share_a_few_input_sizes(height: int, width: int) -> None:
    network = DrawnFaces()
    MultiScaleDetector(network, sizes=(256, 512), threshold=0.5).detect(np.zeros((height, width, 3), dtype=np.uint8))
    is_ordinary = max(height, width) <= min(height, width) * 16 / 7
    for down, across in network.seen:
        assert down % 64 == across % 64 == 0
        assert down * across <= 512 * 512
        assert max(down, across) <= 512 or not is_ordinary


@pytest.mark.parametrize("shape", [(1, 1), (20, 30_000), (30_000, 20), (1, 5000)])
def test_extreme_shapes_stay_small_and_do_not_fail(shape: tuple[int, int]) -> None:
    network = DrawnFaces()
    assert MultiScaleDetector(network, sizes=(256, 1024), threshold=0.5).detect(np.zeros((*shape, 3), np.uint8)) == []
    assert all(down * across <= 1024 * 64 for down, across in network.seen)


def test_a_network_with_a_fixed_input_size_gets_that_size_and_faces_keep_their_positions() -> None:
    network = DrawnFaces(fixed_size=(640, 640))
    detector = MultiScaleDetector(network, sizes=(256, 1024), threshold=0.5)
    (face,) = detector.detect(photo_with_face(900, 1280, 800, 500, 300))
    assert set(network.seen) == {(640, 640)}
    assert face.box == pytest.approx((800, 500, 300, 300), abs=4)
