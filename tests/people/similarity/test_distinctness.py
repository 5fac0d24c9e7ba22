"""Distinctness compares a cluster with the most similar other clusters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.people.similarity.background import Background
from photoindex.people.similarity.distinctness import distinctness
from photoindex.people.similarity.evidence import ClusterSums
from tests.people.drawn_faces import faces


def sums_of(embeddings: NDArray[np.float32], labels: NDArray[np.int64], seed: int) -> tuple[ClusterSums, Background]:
    random = np.random.default_rng(seed)
    background = Background(random.normal(0, 0.02, len(labels)), random.uniform(0.08, 0.12, len(labels)))
    return ClusterSums(labels, embeddings, background), background


def all_evidence(embeddings: NDArray[np.float32], background: Background) -> NDArray[np.float64]:
    one, other = np.divmod(np.arange(len(embeddings) ** 2), len(embeddings))
    similarity = (embeddings @ embeddings.T).ravel()
    return background.evidence(one, other, similarity).reshape(len(embeddings), -1)


@given(st.lists(st.integers(2, 6), min_size=2, max_size=9), st.integers(0, 99))
def test_distinctness_is_the_evidence_within_minus_that_with_the_five_nearest(sizes: list[int], seed: int) -> None:
    embeddings, labels = faces(sizes, seed=seed), np.repeat(np.arange(len(sizes)), sizes)
    sums, background = sums_of(embeddings, labels, seed)
    evidence = all_evidence(embeddings, background)
    found = distinctness(sums, np.arange(len(sizes)))
    for cluster in range(len(sizes)):
        inside = evidence[np.ix_(labels == cluster, labels == cluster)]
        within = inside[~np.eye(len(inside), dtype=bool)].mean()
        others = [evidence[np.ix_(labels == cluster, labels == o)].mean() for o in range(len(sizes)) if o != cluster]
        assert np.isclose(found[cluster], within - np.mean(sorted(others)[-5:]), atol=1e-3)


def test_a_cluster_alone_is_infinitely_distinct() -> None:
    embeddings = faces([4, 1])
    sums, _ = sums_of(embeddings, np.array([0, 0, 0, 0, 1]), 0)
    assert distinctness(sums, np.array([0])).tolist() == [np.inf]


def test_no_cluster_has_no_distinctness() -> None:
    sums, _ = sums_of(faces([4]), np.zeros(4, dtype=np.int64), 0)
    assert len(distinctness(sums, np.empty(0, dtype=np.int64))) == 0
