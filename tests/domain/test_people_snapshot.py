"""The cluster of each face is found by its id, and a table without some faces shares the embeddings of the others."""

import numpy as np

from photoindex.domain.missing_ids import NO_CLUSTER
from photoindex.domain.people_snapshot import FaceTable, clusters_of
from photoindex.domain.picked_rows import PickedRows


def test_faces_are_found_in_their_clusters_whatever_their_order() -> None:
    clusters = clusters_of({30: 2, 10: 1, 20: 1}, next_id=3)
    assert (clusters.face_id.tolist(), clusters.cluster_id.tolist(), clusters.next_id) == ([10, 20, 30], [1, 1, 2], 3)
    assert clusters.of(np.array([30, 10, 20, 10])).tolist() == [2, 1, 1, 1]


def test_other_faces_are_in_no_cluster() -> None:
    clusters = clusters_of({10: 1, 30: 2})
    assert clusters.of(np.array([9, 20, 31])).tolist() == [NO_CLUSTER] * 3
    assert clusters_of({}).of(np.array([1])).tolist() == [NO_CLUSTER]
    assert clusters.of(np.array([], dtype=np.int64)).tolist() == []


def test_a_table_without_some_faces_does_not_copy_the_embeddings_of_the_others() -> None:
    embedding = np.eye(4, dtype=np.float32)
    table = FaceTable(np.array([10, 20, 30, 40]), np.array([1, 1, 2, 3]), embedding)
    rest = table.without({20, 99})
    assert (rest.face_id.tolist(), rest.photo_id.tolist()) == ([10, 30, 40], [1, 2, 3])
    assert isinstance(rest.embedding, PickedRows)
    assert rest.embedding.array is embedding
    assert rest.embedding[:].tolist() == embedding[[0, 2, 3]].tolist()
    assert table.only({20, 99}).embedding[:].tolist() == embedding[[1]].tolist()
    assert table.without(()) is table
