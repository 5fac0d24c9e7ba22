"""Several passes over one image, with networks that find what they are told."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.faces.detection import Candidates, merged
from photoindex.faces.passes import MultiScaleDetector


def candidates(*found: tuple[float, float, float, float, float]) -> Candidates:
    """From (left, top, right, bottom, score)."""
    values = np.array(found, dtype=np.float32).reshape(-1, 5)
    corners = values[:, None, :2]
    return Candidates(values[:, :4], np.tile(corners, (1, 5, 1)), values[:, 4])


class DrawnFaces:
    """Finds a red rectangle of `smallest` to `largest` pixels as a face of score 0.9; notes the sizes it saw."""

    def __init__(self, smallest: float = 8, largest: float = 10_000, fixed_size: tuple[int, int] | None = None) -> None:
        self.smallest, self.largest, self.fixed_size = smallest, largest, fixed_size
        self.seen: list[tuple[int, int]] = []

    def find(self, canvas: NDArray[np.uint8], threshold: float) -> Candidates:
        self.seen.append(canvas.shape[:2])
        rows, columns = np.nonzero(canvas[..., 0] > 127)
        if not rows.size or not self.smallest <= np.ptp(columns) + 1 <= self.largest or threshold > 0.9:
            return candidates()
        return candidates((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1, 0.9))


def photo_with_face(height: int, width: int, x: int, y: int, side: int) -> NDArray[np.uint8]:
    image = np.zeros((height, width, 3), dtype=np.uint8)
    image[y : y + side, x : x + side, 0] = 255
    return image


def test_a_face_that_two_passes_see_is_one_face() -> None:
    network = DrawnFaces()
    detector = MultiScaleDetector(network, sizes=(256, 1024), threshold=0.5)
    (face,) = detector.detect(photo_with_face(1024, 2048, 600, 200, 400))
    assert len(network.seen) == 2
    assert face.box == pytest.approx((600, 200, 400, 400), abs=4)


def test_the_small_pass_finds_a_face_that_is_too_large_for_the_other() -> None:
    detector = MultiScaleDetector(DrawnFaces(largest=300), sizes=(256, 1024), threshold=0.5)
    (face,) = detector.detect(photo_with_face(2000, 2000, 100, 100, 1800))
    assert face.box == pytest.approx((100, 100, 1800, 1800), abs=16)


def test_what_the_small_pass_takes_for_a_small_face_is_ignored() -> None:
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


def test_a_network_of_a_fixed_size_gets_it_and_faces_lie_where_they_were() -> None:
    network = DrawnFaces(fixed_size=(640, 640))
    detector = MultiScaleDetector(network, sizes=(256, 1024), threshold=0.5)
    (face,) = detector.detect(photo_with_face(900, 1280, 800, 500, 300))
    assert set(network.seen) == {(640, 640)}
    assert face.box == pytest.approx((800, 500, 300, 300), abs=4)


def test_the_better_of_two_overlapping_candidates_stays() -> None:
    found = merged(candidates((0, 0, 10, 10, 0.7), (1, 0, 11, 10, 0.9)), overlap=0.3, containment=0.8)
    assert found.scores.tolist() == pytest.approx([0.9])


def test_a_part_of_a_face_is_not_a_face_but_neighbours_stay() -> None:
    found = merged(
        candidates((0, 0, 100, 100, 0.9), (10, 10, 40, 40, 0.8), (90, 0, 190, 100, 0.7)), overlap=0.3, containment=0.8
    )
    assert found.scores.tolist() == pytest.approx([0.9, 0.7])


def test_a_preferred_candidate_wins_against_a_better_score() -> None:
    both = candidates((0, 0, 10, 10, 0.7), (1, 0, 11, 10, 0.9))
    found = merged(both, overlap=0.3, containment=0.8, preferred=np.array([True, False]))
    assert found.scores.tolist() == pytest.approx([0.7])


boxes = st.tuples(st.floats(0, 99), st.floats(0, 99), st.floats(1, 50), st.floats(1, 50), st.floats(0, 1))


@given(st.lists(boxes, max_size=12))
def test_what_stays_does_not_overlap_and_what_goes_overlaps_something_that_stays(
    found: list[tuple[float, ...]],
) -> None:
    before = candidates(*((x, y, x + width, y + height, score) for x, y, width, height, score in found))
    after = merged(before, overlap=0.3, containment=2.0)
    kept = [tuple(box) for box in after.boxes.tolist()]
    assert not any(iou(a, b) > 0.3001 for index, a in enumerate(kept) for b in kept[:index])
    for box in before.boxes.tolist():
        assert any(tuple(box) == other or iou(tuple(box), other) > 0.2999 for other in kept)


def iou(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(across, 0) * max(down, 0)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


class SmallFaces(DrawnFaces):
    """Finds every red square of at least eight pixels, or what is seen of one."""

    def find(self, canvas: NDArray[np.uint8], threshold: float) -> Candidates:
        self.seen.append(canvas.shape[:2])
        red = (canvas[..., 0] > 127).astype(np.uint8)
        _, _, boxes, _ = cv2.connectedComponentsWithStats(red)
        large = [box for box in boxes[1:].tolist() if min(box[2:4]) >= self.smallest]
        return candidates(*((x, y, x + width, y + height, 0.9) for x, y, width, height, _ in large))


@pytest.mark.parametrize("sizes", [(256, 1024), (128, 640)])
@pytest.mark.parametrize("shape", [(12_000, 1080), (20_000, 1080), (3628, 16_382), (4000, 8000), (9000, 12_000)])
def test_every_face_of_a_long_or_very_large_picture_is_found_once(
    sizes: tuple[int, ...], shape: tuple[int, int]
) -> None:
    image = np.zeros((*shape, 3), dtype=np.uint8)
    height, width = shape
    corners = [((height - 110) * i // 36, (width - 110) * (i * 5 % 37) // 36) for i in range(37)]
    for top, left in corners:
        image[top : top + 110, left : left + 110, 0] = 255
    network = SmallFaces()
    found = MultiScaleDetector(network, sizes=sizes, threshold=0.5).detect(image)
    for top, left in corners:
        assert any(abs(face.box[0] - left) < 12 and abs(face.box[1] - top) < 12 for face in found)
    assert len(found) == len(corners)
    assert all(down * across <= max(sizes) ** 2 for down, across in network.seen)


def test_a_picture_of_any_shape_is_searched_in_a_bounded_number_of_tiles() -> None:
    for shape in ((100_000, 300), (200_000, 64), (8000, 9000)):
        network = SmallFaces()
        image = np.broadcast_to(np.zeros((1, 1, 3), dtype=np.uint8), (*shape, 3))
        MultiScaleDetector(network, sizes=(128, 640), threshold=0.5).detect(image)
        assert len(network.seen) <= 64 + 16
