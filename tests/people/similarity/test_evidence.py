"""Evidence between clusters is the mean over all pairs of faces; how much a join needs depends on the library."""

import itertools

import numpy as np
import pytest

from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import (
    TYPICAL_RANGE,
    TYPICAL_START,
    ClusterSums,
    Expectation,
    concentration,
    count_people,
    evidence_of_faces,
    evidence_within,
    typical_evidence,
)
from tests.people.drawn_faces import random_units

# A cluster of ten faces, one of three, and a single face.
LABELS = np.repeat(np.arange(3), [10, 3, 1])
FACES = random_units(14)
BACKGROUND = Background(np.linspace(0.0, 0.2, 14), np.linspace(0.05, 0.15, 14))


def pair_evidence(one: int, other: int) -> float:
    """The similarity of two faces, in standard deviations above strangers, averaged over both backgrounds."""
    similarity = float(FACES[one].astype(np.float64) @ FACES[other].astype(np.float64))
    return sum((similarity - BACKGROUND.mean[at]) / BACKGROUND.deviation[at] for at in (one, other)) / 2


def rows(cluster: int) -> list[int]:
    return np.flatnonzero(cluster == LABELS).tolist()


def mean_between(left: list[int], right: list[int]) -> float:
    return float(np.mean([pair_evidence(one, other) for one, other in itertools.product(left, right)]))


def test_evidence_between_clusters_is_the_mean_over_all_pairs() -> None:
    sums = ClusterSums(LABELS, FACES, BACKGROUND)
    pairs = [(0, 1), (0, 2), (1, 2)]
    found = sums.evidence(*np.array(pairs).T)
    assert found == pytest.approx([mean_between(rows(one), rows(other)) for one, other in pairs], rel=1e-4)


def test_evidence_between_a_face_and_a_cluster_is_the_mean_over_the_faces_of_the_cluster() -> None:
    sums = ClusterSums(LABELS, FACES, BACKGROUND)
    expected = [[mean_between([face], rows(cluster)) for cluster in range(3)] for face in range(14)]
    assert evidence_of_faces(FACES, BACKGROUND, sums) == pytest.approx(np.array(expected), rel=1e-3, abs=1e-4)
    single = sums.evidence_of(FACES[13:], BACKGROUND[13:], np.array([1]))
    assert single == pytest.approx([mean_between([13], rows(1))], rel=1e-4)


def test_evidence_within_a_cluster_leaves_the_face_itself_out() -> None:
    expected = [mean_between([face], [at for at in rows(LABELS[face]) if at != face]) for face in range(13)]
    assert evidence_within(LABELS, FACES, BACKGROUND) == pytest.approx([*expected, 0.0], rel=1e-3, abs=1e-4)


def test_a_cluster_that_absorbed_others_has_the_sums_over_all_their_faces() -> None:
    sums = ClusterSums(LABELS, FACES, BACKGROUND)
    sums.absorb(np.array([0, 0]), np.array([1, 2]))
    whole = ClusterSums(np.zeros(14, dtype=np.int64), FACES, BACKGROUND)
    assert sums.size[0] == 14
    assert sums.sum[0] == pytest.approx(whole.sum[0], rel=1e-4, abs=1e-5)
    assert sums.offset[0] == pytest.approx(whole.offset[0])


def test_log_odds_grow_with_evidence_and_fall_with_the_number_of_people() -> None:
    one = np.ones(5)
    odds = Expectation(100, 6.0, 0.0).log_odds(np.array([0.0, 2.0, 4.0, 6.0, 8.0]), one, one)
    assert (np.diff(odds) > 0).all()
    more = Expectation(1000, 6.0, 0.0).log_odds(np.array([4.0]), one[:1], one[:1])
    assert odds[2] - more[0] == pytest.approx(np.log(10))


def test_two_single_faces_below_the_floor_are_never_joined() -> None:
    expectation = Expectation(1, 6.0, 3.0)
    evidence, one = np.array([2.9, 3.0, 2.9]), np.array([1.0, 1.0, 2.0])
    assert np.isfinite(expectation.worth(evidence, one, np.ones(3))).tolist() == [False, True, True]
    assert expectation.worth(evidence, one, one)[1] == expectation.log_odds(evidence, one, one)[1] - 1


@pytest.mark.parametrize(
    ("within", "size", "expected"),
    [
        ([4.0, 5.0, 7.0, 9.0], [3, 3, 3, 2], 5.0),
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
