"""How far the clusters in which names follow are from standing out."""

import numpy as np

from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.standing_out import Surroundings, shortfalls, surroundings_of
from photoindex.people.parties import NO_CLUSTER, ClusterIds
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import Expectation
from tests.people.drawn_faces import faces

PEOPLE, FACES_EACH, POOR = 30, 6, 6


def library(people: int = PEOPLE) -> tuple[np.ndarray, ClusterIds, Measured]:
    """Clear faces of several people, each in a cluster, then a cluster of poor faces that resemble everybody a little,
    and a face in no cluster.
    """
    chance = np.random.default_rng(3)
    clear = faces([FACES_EACH] * people, noise=0.8, seed=1)
    poor = clear[:: FACES_EACH * people // POOR][:POOR] + chance.normal(size=(POOR, 128)) * 0.6 / np.sqrt(128)
    poor += clear.mean(axis=0) * 8
    vectors = np.concatenate([clear, poor, faces([1], seed=2)]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    clusters = np.concatenate([np.repeat(np.arange(people), FACES_EACH), np.full(POOR, people), [NO_CLUSTER]]) * 7
    background = Background(np.zeros(len(vectors)), np.full(len(vectors), 0.09))
    return (
        vectors,
        ClusterIds(np.where(clusters < 0, NO_CLUSTER, clusters)),
        Measured(background, Expectation(30.0, 6.0, 3.0)),
    )


def unwanted() -> Surroundings:
    raise AssertionError("the surroundings are not needed")


def test_only_the_cluster_of_poor_faces_falls_short() -> None:
    vectors, clusters, measured = library()
    found = shortfalls(clusters, vectors, measured, lambda: surroundings_of(clusters, vectors, measured.background))
    poor = clusters == PEOPLE * 7
    assert (found[poor] > 0.05).all()
    assert (found[~poor] == 0.0).all()


def test_some_whole_clusters_fall_as_short_by_themselves_as_among_all() -> None:
    vectors, clusters, measured = library()

    def surroundings() -> Surroundings:
        return surroundings_of(clusters, vectors, measured.background)

    every = shortfalls(clusters, vectors, measured, surroundings)
    rows = np.flatnonzero(np.isin(clusters, [0, PEOPLE * 7]))
    some = Measured(measured.background[rows], measured.expectation)
    assert np.allclose(
        shortfalls(ClusterIds(clusters[rows]), vectors[rows], some, surroundings), every[rows], atol=1e-5
    )


def test_clusters_of_similar_faces_stand_out_whatever_is_around_them() -> None:
    vectors, clusters, measured = library()
    tight = Measured(measured.background, Expectation(30.0, 3.0, 3.0))
    rows = np.flatnonzero(clusters < PEOPLE * 7)
    some = Measured(tight.background[rows], tight.expectation)
    assert (shortfalls(ClusterIds(clusters[rows]), vectors[rows], some, unwanted) == 0.0).all()


def test_a_library_of_few_clusters_does_not_show_what_stands_out() -> None:
    vectors, clusters, measured = library(people=10)
    found = shortfalls(clusters, vectors, measured, lambda: surroundings_of(clusters, vectors, measured.background))
    assert (found == 0.0).all()


def test_faces_in_no_cluster_need_no_surroundings() -> None:
    vectors, clusters, measured = library()
    nowhere = ClusterIds(np.full(len(clusters), NO_CLUSTER, dtype=np.int64))
    assert (shortfalls(nowhere, vectors, measured, unwanted) == 0.0).all()
