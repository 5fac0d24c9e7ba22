"""Cluster by HDBSCAN's hierarchy on a neighbour graph, never putting two faces of one photo together.

Source: Campello, Moulavi and Sander, "Density-Based Clustering Based on Hierarchical Density Estimates" (2013). The
steps are: mutual reachability distances, their minimum spanning tree, a condensed tree, and the clusters with the
largest excess of mass. The spanning tree is built here because of the constraint on photos. The `hdbscan` package
itself condenses the tree and selects the clusters.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoindex.advice.machines import InstallPackage
from photoindex.errors import MissingLibraryError
from photoindex.people.parties import NO_CLUSTER, ClusterIds
from photoindex.people.similarity.neighbours import Neighbours, nearest

# The distance to the second neighbour decides how dense a face's surroundings are, because density needs at least three
# faces.
_CORE_NEIGHBOUR = 2

# The smallest cluster that the hierarchy may select. It must be two, for people who are in only two photos.
_MIN_CLUSTER = 2

# Equal embeddings would have infinite density. Embeddings closer than this cannot be distinguished in float16 storage.
_MIN_DISTANCE = 1e-3

Merge = tuple[int, int, float]


# The core distance uses the second neighbour; the other neighbours let the spanning tree connect distant faces.
_GRAPH_NEIGHBOURS = 32


def density_clusters(embeddings: NDArray[np.float32], photo: NDArray[np.int64]) -> ClusterIds:
    """Run plain HDBSCAN on the neighbour graph. Returns a label for each face, int64 (n,), with the largest cluster
    first; faces outside all clusters get `NO_CLUSTER`.

    `embeddings` is float32 (n, d) of unit length; no cluster holds two faces of one `photo`, int64 (n,). Decisions of
    humans are not used.

    Raises:
        MissingLibraryError: the installed `hdbscan` lacks the function that selects clusters.
    """
    labels = dense_clusters(nearest(embeddings, photo, _GRAPH_NEIGHBOURS), photo, floor=0.0)
    clustered = labels >= 0
    rank = np.argsort(np.argsort(-np.bincount(labels[clustered]), kind="stable"), kind="stable")
    labels[clustered] = rank[labels[clustered]]
    return labels


def dense_clusters(neighbours: Neighbours, photo: NDArray[np.int64], floor: float) -> ClusterIds:
    """Label the dense clusters of a neighbour graph: int64 (n,), `NO_CLUSTER` for faces outside them.

    Similarities below `floor` are not links. No cluster holds two faces of one `photo` (int64 (n,)).

    Raises:
        MissingLibraryError: the installed `hdbscan` lacks the function that selects clusters.
    """
    labels = ClusterIds(np.full(len(photo), NO_CLUSTER, dtype=np.int64))
    ceiling = 1.0 - floor
    merges = _spanning_forest(*_mutual_reachability(neighbours, ceiling), photo)
    if not merges:
        return labels
    # Faces without a link are left out of the tree. Otherwise HDBSCAN would count each such face as part of the cluster
    # that the face left last.
    linked, positions = np.unique([merge[:2] for merge in merges], return_inverse=True)
    pairs = positions.reshape(-1, 2).tolist()
    renamed = [(one, other, merge[2]) for (one, other), merge in zip(pairs, merges, strict=True)]
    select = selection_of_package()
    chosen = select(None, _linkage_of(renamed, len(linked), ceiling), min_cluster_size=_MIN_CLUSTER)[0]
    labels[linked] = chosen[: len(linked)]
    return labels


def _mutual_reachability(
    neighbours: Neighbours, ceiling: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The links shorter than `ceiling`, shortest first. A link is at least as long as the core distances of its two
    faces.
    """
    left, right, similarity = neighbours.edges()
    n, k = neighbours.index.shape
    core = 1.0 - neighbours.similarity[:, _CORE_NEIGHBOUR - 1] if k >= _CORE_NEIGHBOUR else np.full(n, np.inf)
    distance = np.maximum(np.maximum(core[left], core[right]), 1.0 - similarity).astype(np.float64)
    distance = np.maximum(distance, _MIN_DISTANCE)
    near = distance < ceiling
    left, right, distance = left[near], right[near], distance[near]
    order = np.lexsort((right, left, distance))
    return left[order], right[order], distance[order]


def _spanning_forest(
    left: NDArray[np.int64], right: NDArray[np.int64], distance: NDArray[np.float64], photo: NDArray[np.int64]
) -> list[Merge]:
    """Run Kruskal's algorithm, but refuse every merge that would bring two faces of one photo together.

    Returns the merges in order of distance; each names one face on each side.
    """
    parent = list(range(len(photo)))
    photos = [{value} for value in photo.tolist()]
    merges: list[Merge] = []
    for one, other, length in zip(left.tolist(), right.tolist(), distance.tolist(), strict=True):
        a, b = find_root(parent, one), find_root(parent, other)
        if a == b or not photos[a].isdisjoint(photos[b]):
            continue
        if len(photos[a]) < len(photos[b]):
            a, b = b, a
        parent[b] = a
        photos[a] |= photos[b]
        photos[b] = set()
        merges.append((a, b, length))
    return merges


def find_root(parent: list[int], node: int) -> int:
    """The root of `node` in a union-find forest, halving the path on the way."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _linkage_of(merges: list[Merge], n: int, ceiling: float) -> NDArray[np.float64]:
    """The forest as one tree in scipy's linkage format, float64 (n + 1, 4), over the n faces and two phantoms.

    The trees of the forest are joined at the ceiling. HDBSCAN never selects the root, so a library of one person would
    get no clusters. To prevent this, the other side of the root is a pair of phantoms, far from everything.
    """
    phantom = (n, n + 1, ceiling / 2)
    parent = list(range(n + 2))
    for a, b, _ in [*merges, phantom]:
        parent[find_root(parent, b)] = find_root(parent, a)
    roots = [node for node in range(n + 2) if parent[node] == node]
    links = sorted([*merges, phantom], key=lambda link: link[2])
    links += [(roots[0], root, ceiling) for root in roots[1:]]
    return _as_linkage(links, n + 2)


def _as_linkage(links: list[Merge], points: int) -> NDArray[np.float64]:
    linkage = np.empty((points - 1, 4), dtype=np.float64)
    parent = list(range(2 * points - 1))
    size = [1] * points + [0] * (points - 1)
    for row, (one, other, length) in enumerate(links):
        a, b, node = find_root(parent, one), find_root(parent, other), points + row
        parent[a] = parent[b] = node
        size[node] = size[a] + size[b]
        linkage[row] = a, b, length, size[node]
    return linkage


def selection_of_package() -> Callable[..., tuple[Any, ...]]:
    """Import the package's function that turns a linkage into labels. The import is late because it takes over a
    second.

    The function has no public name, and the public classes start from points or full matrices. Only its first three
    arguments and its first result are used, and a test fails if they change.
    """
    try:
        from hdbscan.hdbscan_ import _tree_to_labels
    except ImportError as error:
        raise MissingLibraryError(
            f"the installed hdbscan does not offer what clustering needs: {error}",
            hint="Take a tested release.",
            advice=InstallPackage("hdbscan>=0.8.40,<0.9"),
        ) from error
    selection: Callable[..., tuple[Any, ...]] = _tree_to_labels
    return selection
