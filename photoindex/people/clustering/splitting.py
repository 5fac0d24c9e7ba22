"""Split a cluster where its faces are least similar."""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.sampling import evenly_spread

# Average linkage needs all pairs: 4,000 faces take 64 MB and about a second. A larger cluster is divided by means of a
# sample, which has half this many faces.
_AT_MOST = 4_000
_SAMPLE = 2_000


def split_cluster(embeddings: NDArray[np.float32], parts: int = 2) -> NDArray[np.int64]:
    """Divide the faces of a cluster into at most `parts` parts: int64 (n,), 0 for the largest part.

    `embeddings` is float32 (n, d) of unit length. The tree of average linkage (Sokal and Michener, 1958) is cut from
    the top, the weakest join first. A face that would be a part by itself goes to the most similar part, unless every
    face would be a part by itself. If there are too few faces, there are fewer than `parts` parts.
    """
    count = len(embeddings)
    if count < 2 or parts < 2:
        return np.zeros(count, dtype=np.int64)
    sample = evenly_spread(count, count if count <= _AT_MOST else _SAMPLE)
    members = _cut(embeddings[sample], parts)
    means = np.stack([embeddings[sample[part]].mean(axis=0) for part in members])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    labels = (embeddings @ means.T).argmax(axis=1)
    for label, part in enumerate(members):
        labels[sample[part]] = label
    _, labels, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return rank[labels]


def _cut(embeddings: NDArray[np.float32], parts: int) -> list[NDArray[np.int64]]:
    """The members of each part; faces that were split off alone are in no part."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    distances = np.clip(1.0 - embeddings @ embeddings.T, 0.0, 2.0)
    np.fill_diagonal(distances, 0.0)
    tree = linkage(squareform(distances, checks=False), method="average")
    count = len(embeddings)
    smallest = 2 if count >= 4 else 1
    open_nodes = [2 * count - 2]
    while len(open_nodes) < parts:
        node = max(open_nodes)
        if node < count:
            break
        open_nodes.remove(node)
        children = [int(child) for child in tree[node - count, :2]]
        large = [child for child in children if _size(tree, child, count) >= smallest]
        if not large:
            # Even the weakest join is between two single faces, so nothing is left to divide.
            open_nodes.append(node)
            break
        open_nodes += large
    return [_members(tree, node, count) for node in open_nodes]


def _size(tree: NDArray[np.float64], node: int, count: int) -> int:
    return 1 if node < count else int(tree[node - count, 3])


def _members(tree: NDArray[np.float64], node: int, count: int) -> NDArray[np.int64]:
    found, waiting = [], [node]
    while waiting:
        current = waiting.pop()
        if current < count:
            found.append(current)
        else:
            waiting += [int(child) for child in tree[current - count, :2]]
    return np.array(sorted(found), dtype=np.int64)
