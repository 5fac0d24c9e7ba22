"""Let faces follow the most similar decided face of their cluster."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors
from photoindex.people.assignment.propagation import examples_of
from photoindex.people.parties import IGNORED, NOBODY, ClusterIds, Parties, Party, in_cluster, with_person

_BLOCK_ROWS = 1024


def may_follow(decided: Parties, cluster_ids: ClusterIds) -> NDArray[np.int64]:
    """The rows of the undecided faces in clusters with decided faces."""
    clustered = in_cluster(cluster_ids)
    led_by_person = np.unique(cluster_ids[clustered & with_person(decided)])
    led_by_ignored = np.unique(cluster_ids[clustered & (decided == IGNORED)])
    led = np.isin(cluster_ids, led_by_person)
    led |= np.isin(cluster_ids, led_by_ignored) & _mostly_ignored(decided, cluster_ids)
    return np.flatnonzero(clustered & led & (decided == NOBODY))


def _mostly_ignored(decided: Parties, cluster_ids: ClusterIds) -> NDArray[np.bool_]:
    """For each face, whether at least half of its cluster was ignored."""
    _, cluster = np.unique(cluster_ids, return_inverse=True)
    ignored = np.bincount(cluster, weights=decided == IGNORED)
    return (2 * ignored >= np.bincount(cluster))[cluster]


def follow_nearest(
    party: Parties,
    forbidden: Mapping[int, frozenset[Party]],
    cluster_ids: ClusterIds,
    embeddings: Vectors,
    open_faces: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Give each open face the party of the most similar decided face in its cluster, among the decided faces that it
    may follow. Returns the similarity to that decided face (float32, one per open face), or -inf if there is no face to
    follow.
    """
    similarity_of = np.full(len(party), -np.inf, dtype=np.float32)
    led = np.unique(cluster_ids[open_faces])
    voters_of = _by_cluster(np.flatnonzero((party != NOBODY) & np.isin(cluster_ids, led)), cluster_ids)
    for cluster, followers in _by_cluster(open_faces, cluster_ids).items():
        examples = examples_of(voters_of[cluster], Parties(party[voters_of[cluster]]))
        parties = party[examples]
        for start in range(0, len(followers), _BLOCK_ROWS):
            block = followers[start : start + _BLOCK_ROWS]
            similarity = embeddings[block] @ embeddings[examples].T
            for at, row in enumerate(block.tolist()):
                if row in forbidden:
                    similarity[at, np.isin(parties, list(forbidden[row]))] = -np.inf
            best = similarity.argmax(axis=1)
            similarity_of[block] = np.take_along_axis(similarity, best[:, None], axis=1)[:, 0]
            party[block] = np.where(similarity_of[block] > -np.inf, parties[best], NOBODY)
    return similarity_of[open_faces]


def _by_cluster(rows: NDArray[np.int64], cluster_ids: ClusterIds) -> dict[int, NDArray[np.int64]]:
    ordered = rows[np.argsort(cluster_ids[rows], kind="stable")]
    clusters, starts = np.unique(cluster_ids[ordered], return_index=True)
    return dict(zip(clusters.tolist(), np.split(ordered, starts[1:]), strict=True)) if len(clusters) else {}
