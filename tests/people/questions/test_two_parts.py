"""The two parts of a cluster that may hold two people."""

import numpy as np

from photoindex.people.clustering.pipeline import background_in
from photoindex.people.questions.two_parts import two_parts
from tests.people.drawn_library import SFACE, library, spread


def test_the_parts_of_a_large_cluster_are_found_from_a_sample() -> None:
    faces = library([900, 150], [spread(0, 1050)])
    part, evidence = two_parts(np.arange(1050), faces.embedding, background_in(faces, SFACE))
    assert np.array_equal(part, np.arange(900, 1050))
    assert evidence < 2
