"""The most similar clusters of faces and of other clusters."""

import numpy as np

from photoindex.people.assignment.confidence import strongest, strongest_clusters
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import ClusterSums, evidence_between
from tests.people.drawn_faces import faces

# More faces than are compared at once.
PEOPLE, FACES_EACH = 50, 30


def library() -> tuple[np.ndarray, Background, np.ndarray]:
    vectors = faces([FACES_EACH] * PEOPLE)
    chance = np.random.default_rng(1)
    background = Background(chance.normal(0.1, 0.05, len(vectors)), chance.uniform(0.1, 0.2, len(vectors)))
    return vectors, background, np.repeat(np.arange(PEOPLE), FACES_EACH)


def test_the_strongest_cluster_of_a_face_is_that_of_its_person() -> None:
    vectors, background, person = library()
    best, evidence = strongest(vectors, background, ClusterSums(person, vectors, background))
    assert (best == person).all()
    assert (evidence > 0).all()


def test_the_strongest_cluster_of_a_cluster_is_the_one_with_the_most_evidence_between_them() -> None:
    vectors, background, person = library()
    named = np.arange(len(vectors)) % 2 == 0
    halves = ClusterSums(person[named], vectors[named], background[np.flatnonzero(named)])
    small = np.arange((~named).sum()) // 5
    parts = ClusterSums(small, vectors[~named], background[np.flatnonzero(~named)])
    best, evidence = strongest_clusters(parts, halves)
    assert best.tolist() == person[~named][::5].tolist()
    every = np.arange(len(parts.size))
    assert np.allclose(evidence, evidence_between(parts, halves, every, best), atol=1e-3)


def test_a_cluster_of_one_face_is_measured_like_the_face() -> None:
    vectors, background, person = library()
    sums = ClusterSums(person, vectors, background)
    single = ClusterSums(np.arange(len(vectors)), vectors, background)
    for one, other in zip(strongest(vectors, background, sums), strongest_clusters(single, sums), strict=True):
        assert np.allclose(one, other, atol=1e-3)
