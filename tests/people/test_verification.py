"""Similarities and what they mean: verdicts, the ROC curve, the nearest faces, resemblance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.domain.thresholds import Thresholds
from photoindex.people.evaluation.verification_curve import verification
from photoindex.people.similarity.resemblance import cluster_means, rank_by_resemblance
from photoindex.people.similarity.search import nearest_to
from photoindex.people.similarity.verification import rate_at, verify

MEASURED = Thresholds(verification=0.363, false_match_rates=((1e-2, 0.295), (1e-3, 0.363), (1e-4, 0.42)))


def unit(*values: float) -> NDArray[np.float32]:
    vector = np.array(values, dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def random_units(count: int, seed: int = 0, length: int = 16) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, length)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_a_face_is_the_same_person_as_itself_and_not_as_a_stranger() -> None:
    assert verify(unit(1, 0), unit(1, 0), MEASURED).same
    verdict = verify(unit(1, 0), unit(0, 1), MEASURED)
    assert (verdict.same, verdict.similarity) == (False, pytest.approx(0))


def test_the_threshold_itself_counts_as_the_same_person() -> None:
    at = verify(unit(1, 0), np.array([0.5, np.sqrt(0.75)], dtype=np.float32), Thresholds(0.5, ()))
    assert at.same


def test_a_measured_similarity_has_its_measured_rate() -> None:
    rate = rate_at(0.363, MEASURED)
    assert rate.low == rate.high == pytest.approx(1e-3, rel=1e-6)


def test_only_a_bound_is_known_beyond_the_measured_rates() -> None:
    assert (rate_at(0.9, MEASURED).low, rate_at(0.9, MEASURED).high) == (0.0, 1e-4)
    assert (rate_at(0.1, MEASURED).low, rate_at(0.1, MEASURED).high) == (1e-2, 1.0)
    nothing = rate_at(0.5, Thresholds(0.4, ()))
    assert (nothing.low, nothing.high) == (0.0, 1.0)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_higher_similarity_is_rarer_among_strangers(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert rate_at(more, MEASURED).high <= rate_at(less, MEASURED).high + 1e-12
    assert rate_at(more, MEASURED).low <= rate_at(less, MEASURED).low + 1e-12


@given(st.integers(1, 40), st.integers(1, 12), st.integers(1, 9), st.floats(-0.5, 0.5))
def test_searching_in_blocks_finds_the_same_as_searching_everything(
    count: int, top: int, rows: int, threshold: float
) -> None:
    vectors, query = random_units(count, seed=count), random_units(1, seed=99)[0]
    blocks = [vectors[start : start + rows] for start in range(0, count, rows)]
    places, similarity = nearest_to(query, blocks, top=top, threshold=threshold)
    every = vectors @ query
    expected = [place for place in np.argsort(-every, kind="stable").tolist() if every[place] >= threshold][:top]
    assert np.allclose(similarity, every[expected], atol=1e-6)
    assert len(set(places.tolist())) == len(expected)


def test_an_empty_search_finds_nothing() -> None:
    places, similarity = nearest_to(unit(1, 0), [], top=3)
    assert len(places) == len(similarity) == 0


def test_every_pair_is_counted_once_and_rates_are_those_of_counting() -> None:
    vectors = random_units(60)
    person = np.arange(60) % 7
    measured = verification(vectors, person)
    one, other = np.triu_indices(60, 1)
    similarity, same = (vectors[one] * vectors[other]).sum(axis=1), person[one] == person[other]
    assert (measured.same, measured.different) == (int(same.sum()), int((~same).sum()))
    for place in (400, 1000, 1300):
        threshold = measured.threshold[place]
        assert measured.true_positives[place] == pytest.approx((similarity[same] >= threshold).mean(), abs=0.02)
        assert measured.false_positives[place] == pytest.approx((similarity[~same] >= threshold).mean(), abs=0.02)
    assert measured.hardest_same[0].similarity == pytest.approx(float(similarity[same].min()), abs=1e-5)
    assert measured.hardest_different[0].similarity == pytest.approx(float(similarity[~same].max()), abs=1e-5)


def test_perfectly_separable_people_have_a_threshold_that_separates_them() -> None:
    vectors = np.repeat(np.eye(4, dtype=np.float32), 5, axis=0)
    measured = verification(vectors, np.repeat(np.arange(4), 5))
    assert measured.accuracy[measured.best] == 1.0
    assert measured.true_positives_at(0.0) == 1.0
    assert 0.0 < measured.threshold[measured.best] <= 1.0


def test_each_cluster_of_a_person_has_one_mean_the_largest_first() -> None:
    vectors = np.concatenate([np.tile(unit(1, 0, 0), (2, 1)), np.tile(unit(0, 1, 0), (5, 1)), unit(0, 0, 1)[None]])
    means = cluster_means(vectors, np.array([3, 3, 9, 9, 9, 9, 9, -1]))
    assert np.allclose(means, np.eye(3)[[1, 0, 2]])


def test_a_child_who_looks_like_one_parent_ranks_that_parent_first() -> None:
    random = random_units(6, seed=3, length=64)
    child = 0.5 * random[0] + random[5]
    means = {who: random[who][None] for who in range(5)} | {5: (child / np.linalg.norm(child))[None]}
    ranked = rank_by_resemblance(5, means)
    assert ranked[0].person_id == 0
    assert sorted(item.person_id for item in ranked) == [0, 1, 2, 3, 4]
    assert ranked[0].score > ranked[1].score


def test_with_only_two_other_people_similarity_alone_ranks() -> None:
    ranked = rank_by_resemblance(1, {1: unit(1, 0)[None], 2: unit(0, 1)[None], 3: unit(1, 1)[None]})
    assert [(item.person_id, item.score) for item in ranked] == [(3, 0.0), (2, 0.0)]
