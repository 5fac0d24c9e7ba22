"""Resemblance between people."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.similarity.resemblance import cluster_means, rank_by_resemblance
from tests.people.drawn_faces import faces, random_units, unit


@given(st.lists(st.integers(1, 8), min_size=2, max_size=6), st.integers(0, 50))
def test_resemblance_equals_comparing_every_pair_of_clusters(sizes: list[int], seed: int) -> None:
    vectors = faces(sizes, seed=seed)
    ends = np.cumsum(sizes)
    of = {who: vectors[end - count : end] for who, (end, count) in enumerate(zip(ends, sizes, strict=True))}
    expected = {
        who: float(np.sort((of[0] @ theirs.T).ravel())[::-1][:3].mean()) for who, theirs in of.items() if who != 0
    }
    found = {item.person_id: item.similarity for item in rank_by_resemblance(0, of)}
    assert found.keys() == expected.keys()
    assert np.allclose([found[who] for who in expected], list(expected.values()), atol=1e-5)


def test_each_cluster_of_a_person_has_one_mean_and_the_largest_cluster_comes_first() -> None:
    vectors = np.concatenate([np.tile(unit(1, 0, 0), (2, 1)), np.tile(unit(0, 1, 0), (5, 1)), unit(0, 0, 1)[None]])
    means = cluster_means(vectors, np.array([3, 3, 9, 9, 9, 9, 9, -1]))
    assert np.allclose(means, np.eye(3)[[1, 0, 2]])


def test_for_a_child_who_looks_like_one_parent_that_parent_ranks_first() -> None:
    random = random_units(6, seed=3, length=64)
    child = 0.5 * random[0] + random[5]
    means = {who: random[who][None] for who in range(5)} | {5: (child / np.linalg.norm(child))[None]}
    ranked = rank_by_resemblance(5, means)
    assert ranked[0].person_id == 0
    assert sorted(item.person_id for item in ranked) == [0, 1, 2, 3, 4]
    assert ranked[0].score > ranked[1].score


def test_with_only_two_other_people_the_ranking_follows_similarity_alone() -> None:
    ranked = rank_by_resemblance(1, {1: unit(1, 0)[None], 2: unit(0, 1)[None], 3: unit(1, 1)[None]})
    assert [(item.person_id, item.score) for item in ranked] == [(3, 0.0), (2, 0.0)]
