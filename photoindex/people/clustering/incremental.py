"""Add new faces to the existing clusters without moving any other face."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.clustering.agglomeration import join_new_faces
from photoindex.people.clustering.constraints import Constraints
from photoindex.people.clustering.dividing import left_out_again
from photoindex.people.clustering.joining import Pairs
from photoindex.people.clustering.pipeline import CANDIDATES
from photoindex.people.labels import dense, number_of_labels
from photoindex.people.parties import NO_CLUSTER, ClusterIds
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import ClusterSums, Expectation

# A full pass is due when more than this share of the faces was added without a full pass, because adding faces never
# corrects earlier joins. With this share, the outcome after adding a library in ten slices is within .001 of clustering
# everything at once. With a share of .3 it is within .003, and without any further full pass within .015. All full
# passes of a growing library together cost about six times as much as the last one.
_DUE_SHARE = 0.2

# Below this many faces, always make a full pass. A pass takes a second, and the first photos reveal most about a
# library.
_ALWAYS_FULL = 2000

_BLOCK_ROWS = 1024


@dataclass(frozen=True, slots=True)
class Placed:
    """`labels` is int64 (n,), as in `Clustering`. `indistinct` is bool (n,): the new faces that stay single because
    their cluster would not stand out.
    """

    labels: ClusterIds
    indistinct: NDArray[np.bool_]


def full_pass_due(clustered: int, added: int) -> bool:
    """Whether to cluster all faces again, given that the last full pass saw `clustered` faces and `added` faces came
    later.
    """
    return clustered + added <= _ALWAYS_FULL or added > _DUE_SHARE * clustered


def add_new_faces(
    embeddings: NDArray[np.float32],
    photo: NDArray[np.int64],
    labels: ClusterIds,
    new: NDArray[np.bool_],
    *,
    background: Background,
    expectation: Expectation,
    constraints: Constraints | None = None,
) -> Placed:
    """Add the new faces to clusters. The result holds the old labels, and labels for the new faces and for the single
    faces that they join.

    `embeddings` is float32 (n, d) of unit length, `photo` and `labels` are int64 (n,), `new` is bool (n,). Within the
    constraints, a new face joins the cluster or the single face to which it most certainly belongs, or forms a cluster
    with other new faces; such clusters get labels above all others. No face leaves its cluster and no two clusters
    join. New faces stay single if their cluster would not stand out (see `dividing`).
    """
    known = constraints or Constraints.none(len(labels))
    start = dense(np.where(new, NO_CLUSTER, labels))
    settled = frozenset(start[~new].tolist())
    clusters = ClusterSums(start, embeddings, background)
    root = join_new_faces(
        clusters,
        start,
        photo,
        settled=settled,
        links=_links_of_new(embeddings, new),
        expectation=expectation,
        constraints=known,
    )
    joined = root[start]
    indistinct = left_out_again(joined, new, clusters, expectation, known)
    joined[indistinct] = len(root) + np.arange(indistinct.sum())
    return Placed(_with_labels(joined, labels, new), indistinct)


def _links_of_new(embeddings: NDArray[np.float32], new: NDArray[np.bool_]) -> Pairs:
    """Pair each new face with its nearest neighbours among all faces."""
    rows = np.flatnonzero(new)
    count = min(CANDIDATES + 1, len(embeddings))
    nearest = [
        np.argpartition(-(embeddings[rows[at : at + _BLOCK_ROWS]] @ embeddings.T), count - 1, axis=1)[:, :count]
        for at in range(0, len(rows), _BLOCK_ROWS)
    ]
    others = np.concatenate(nearest).ravel().astype(np.int64) if nearest else np.empty(0, dtype=np.int64)
    return np.repeat(rows, count), others


def _with_labels(joined: NDArray[np.int64], labels: ClusterIds, new: NDArray[np.bool_]) -> ClusterIds:
    """Label each joined cluster with its old label. A cluster of at least two faces without an old label gets a new
    one.
    """
    count = number_of_labels(joined)
    label_of = np.full(count, NO_CLUSTER, dtype=np.int64)
    clustered = ~new & (labels >= 0)
    label_of[joined[clustered]] = labels[clustered]
    size = np.bincount(joined, minlength=count)
    unlabelled = np.flatnonzero((label_of == NO_CLUSTER) & (size > 1))
    label_of[unlabelled] = number_of_labels(labels) + np.arange(len(unlabelled))
    return ClusterIds(label_of[joined])
