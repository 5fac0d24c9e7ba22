"""The cluster of each face is found by its id."""

import numpy as np

from photoindex.domain.missing_ids import NO_CLUSTER
from photoindex.domain.people_snapshot import clusters_of


def test_faces_are_found_in_their_clusters_whatever_their_order() -> None:
    clusters = clusters_of({30: 2, 10: 1, 20: 1}, next_id=3)
    assert (clusters.face_id.tolist(), clusters.cluster_id.tolist(), clusters.next_id) == ([10, 20, 30], [1, 1, 2], 3)
    assert clusters.of(np.array([30, 10, 20, 10])).tolist() == [2, 1, 1, 1]


def test_other_faces_are_in_no_cluster() -> None:
    clusters = clusters_of({10: 1, 30: 2})
    assert clusters.of(np.array([9, 20, 31])).tolist() == [NO_CLUSTER] * 3
    assert clusters_of({}).of(np.array([1])).tolist() == [NO_CLUSTER]
    assert clusters.of(np.array([], dtype=np.int64)).tolist() == []
