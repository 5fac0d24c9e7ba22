"""The parameters by which joins are judged follow from the clusters, and are not led astray by one of them."""

import numpy as np
import pytest

from photoindex.people.similarity.estimates import (
    TYPICAL_RANGE,
    TYPICAL_START,
    concentration,
    count_people,
    typical_evidence,
)


@pytest.mark.parametrize(
    ("within", "size", "expected"),
    [
        ([4.0, 5.0, 7.0, 9.0], [3, 3, 3, 2], 5.0),
        ([2.0] * 9 + [5.0] * 3 + [6.0] * 3, [9] * 9 + [3] * 6, 5.0),
        ([4.0, 5.0], [2, 1], TYPICAL_START),
        ([0.1] * 3, [3] * 3, TYPICAL_RANGE[0]),
        ([99.0] * 3, [3] * 3, TYPICAL_RANGE[1]),
    ],
)
def test_typical_evidence_is_the_median_over_clusters_of_three_or_more(
    within: list[float], size: list[int], expected: float
) -> None:
    assert typical_evidence(np.array(within), np.array(size, dtype=np.float64)) == expected


def test_clusters_that_surely_differ_count_as_different_people_and_clusters_that_surely_agree_as_one() -> None:
    left, right = np.array([0, 0, 1]), np.array([1, 2, 2])
    size = np.array([3.0, 2.0, 1.0, 0.0])
    assert count_people(left, right, np.full(3, -60.0), size) == pytest.approx(3)
    assert count_people(left, right, np.full(3, 60.0), size) == pytest.approx(1)


@pytest.mark.parametrize("people", [6, 10, 60])
def test_the_concentration_leads_to_the_expected_number_of_people(people: float) -> None:
    strength = concentration(100, people)
    assert (strength / (strength + np.arange(100))).sum() == pytest.approx(people, rel=1e-4)


def test_the_concentration_lies_between_one_and_the_number_of_faces() -> None:
    assert concentration(100, 1.5) == pytest.approx(1)
    assert concentration(100, 100) == pytest.approx(100)
    assert concentration(0, 0) == pytest.approx(1)
