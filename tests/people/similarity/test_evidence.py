"""Evidence between clusters is the mean over all pairs of faces; how much a join needs depends on the library."""

import itertools

import numpy as np
import pytest

from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import (
    ClusterSums,
    Expectation,
    OwnEvidence,
    evidence_of_faces,
    evidence_within,
    own_evidence,
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


def test_what_one_person_shows_within_the_clusters_is_expected_between_them_too() -> None:
    """Somebody who varies much is joined with less evidence, and somebody who varies little only with more."""
    expectation, size = Expectation(10, 6.0, 0.0), np.full(3, 10.0)
    evidence = np.full(3, 2.5)
    usual, loose, tight = expectation.log_odds(evidence, size, size, OwnEvidence(np.array([6.0, 3.0, 8.0]), 2 * size))
    assert loose > 0 > usual > tight
    assert loose > expectation.log_odds(evidence, size, size)[0]
    looser = expectation.log_odds(evidence, size, size, OwnEvidence(np.full(3, 1.0), 2 * size))
    assert looser[0] == loose  # Poor faces of strangers show weak evidence too.


def test_the_evidence_within_counts_for_nothing_where_there_is_none() -> None:
    expectation, one = Expectation(10, 6.0, 0.0), np.ones(2)
    evidence = np.array([2.0, 5.0])
    unknown = OwnEvidence(np.zeros(2), np.zeros(2))
    assert (
        expectation.log_odds(evidence, one, one, unknown).tolist() == expectation.log_odds(evidence, one, one).tolist()
    )


def test_the_evidence_within_two_clusters_is_weighted_by_their_faces() -> None:
    within, size = np.array([6.0, 3.0, 0.0]), np.array([4.0, 2.0, 1.0])
    own = own_evidence(within, size, np.array([0, 1, 2]), np.array([1, 2, 2]))
    assert own.mean.tolist() == [(3 * 6.0 + 3.0) / 4, 3.0, 0.0]
    assert own.faces.tolist() == [4.0, 1.0, 0.0]
