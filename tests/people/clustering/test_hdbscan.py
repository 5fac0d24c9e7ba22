import subprocess
import sys

import numpy as np

from photoindex.people.clustering.hdbscan import dense_clusters, selection_of_package
from photoindex.people.parties import NO_CLUSTER
from photoindex.people.similarity.neighbours import nearest


def directions(degrees: list[float]) -> np.ndarray:
    radians = np.radians(degrees)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


def labels_of(degrees: list[float], photo: list[int] | None = None, floor: float = 0.9) -> list[int]:
    photos = np.array(photo if photo is not None else range(len(degrees)), dtype=np.int64)
    return dense_clusters(nearest(directions(degrees), photos, 8), photos, floor).tolist()


def test_the_hdbscan_package_still_turns_a_linkage_into_labels_in_the_way_we_rely_on() -> None:
    # Two tight pairs that join only far out. If hdbscan changes its private selection, this must fail first.
    linkage = np.array([[0, 1, 0.1, 2], [2, 3, 0.1, 2], [4, 5, 1.0, 4]], dtype=np.float64)
    labels = selection_of_package()(None, linkage, min_cluster_size=2)[0]
    assert labels.tolist() in ([0, 0, 1, 1], [1, 1, 0, 0]), (
        "hdbscan.hdbscan_._tree_to_labels no longer gives labels first: people/clustering/hdbscan.py must follow"
    )


def test_dense_faces_form_clusters_and_lone_faces_do_not() -> None:
    labels = labels_of([0, 2, 4, 100, 102, 104, 106, 200])
    assert labels[0] == labels[1] == labels[2] >= 0
    assert labels[3] == labels[4] == labels[5] == labels[6] >= 0
    assert labels[0] != labels[3]
    assert labels[7] == NO_CLUSTER


def test_a_library_of_one_dense_group_becomes_one_cluster() -> None:
    assert labels_of([0, 1, 2, 3, 4, 5]) == [0] * 6


def test_nothing_below_the_floor_is_linked() -> None:
    assert labels_of([0, 40, 80, 120]) == [NO_CLUSTER] * 4


def test_a_dense_cluster_never_holds_two_faces_of_one_photo() -> None:
    labels = labels_of([0, 1, 2, 3, 4, 5], photo=[0, 0, 1, 1, 2, 2])
    assert labels[0] != labels[1] or labels[0] == NO_CLUSTER
    assert labels[2] != labels[3] or labels[2] == NO_CLUSTER
    assert labels[4] != labels[5] or labels[4] == NO_CLUSTER


def test_importing_the_people_engine_does_not_import_hdbscan() -> None:
    code = "import sys, photoindex.people.clustering.pipeline; sys.exit('hdbscan' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
