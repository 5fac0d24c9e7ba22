"""The most typical faces come first."""

import numpy as np

from photoindex.people.similarity.typicality import most_typical_first


def test_faces_are_ordered_by_their_similarity_to_the_mean() -> None:
    angles = np.radians([0.0, 5.0, 90.0, 10.0])
    embeddings = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert most_typical_first(embeddings).tolist() == [3, 1, 0, 2]


def test_equally_typical_faces_keep_their_order() -> None:
    embeddings = np.tile(np.array([[0.6, 0.8]], dtype=np.float32), (4, 1))
    assert most_typical_first(embeddings).tolist() == [0, 1, 2, 3]
