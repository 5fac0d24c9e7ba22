"""The two parts of a cluster that may hold two people."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from photoindex.people.clustering.pipeline import background_in
from photoindex.people.questions.two_parts import last_joined, two_parts
from tests.people.drawn_library import SFACE, library, spread


def test_the_parts_of_a_large_cluster_are_found_from_a_sample() -> None:
    faces = library([900, 150], [spread(0, 1050)])
    part, evidence = two_parts(np.arange(1050), faces.embedding, background_in(faces, SFACE))
    assert np.array_equal(part, np.arange(900, 1050))
    assert evidence < 2


@pytest.mark.parametrize("count", [2, 3, 4, 10, 57, 300])
def test_the_groups_joined_last_are_those_of_scipy(count: int) -> None:
    random = np.random.default_rng(count)
    for _ in range(5):
        distance = squareform(random.random(count * (count - 1) // 2))
        tree = linkage(squareform(distance), method="average")
        expected = fcluster(tree, 2, criterion="maxclust") == 1
        group, likeness = last_joined(-distance)
        assert group.tolist() in (expected.tolist(), (~expected).tolist())
        assert likeness == pytest.approx(-tree[-1, 2])


def test_equally_similar_faces_are_divided_too() -> None:
    group, likeness = last_joined(np.ones((7, 7)))
    assert 0 < group.sum() < 7
    assert likeness == 1.0
