"""Merging the candidates of several passes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.faces.detection import merged
from tests.faces.fake_networks import boxes, candidates


def test_the_better_of_two_overlapping_candidates_is_kept() -> None:
    found = merged(candidates((0, 0, 10, 10, 0.7), (1, 0, 11, 10, 0.9)), overlap=0.3, containment=0.8)
    assert found.scores.tolist() == pytest.approx([0.9])


def test_a_part_of_a_face_is_dropped_but_neighbouring_faces_are_kept() -> None:
    found = merged(
        candidates((0, 0, 100, 100, 0.9), (10, 10, 40, 40, 0.8), (90, 0, 190, 100, 0.7)), overlap=0.3, containment=0.8
    )
    assert found.scores.tolist() == pytest.approx([0.9, 0.7])


def test_a_preferred_candidate_wins_over_one_with_a_better_score() -> None:
    both = candidates((0, 0, 10, 10, 0.7), (1, 0, 11, 10, 0.9))
    found = merged(both, overlap=0.3, containment=0.8, preferred=np.array([True, False]))
    assert found.scores.tolist() == pytest.approx([0.7])


@given(st.lists(boxes, max_size=12))
def test_kept_candidates_do_not_overlap_and_dropped_ones_overlap_a_kept_one(
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
