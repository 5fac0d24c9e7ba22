"""Measure how distinct clusters are: how much more similar its own faces are than the clusters around it.

Faces of one person resemble each other far more than they resemble the people who look most like them. A cluster of
many people whose faces are alike only in being poor (babies, blurs, old prints) does not stand out: its own faces are
hardly more similar than the clusters around it.
"""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.evidence import ClusterSums
from photoindex.people.similarity.sampling import evenly_spread

# A cluster is compared with this many other clusters, the most similar ones. One would not be enough, because it may
# show the same person as a child.
_NEAREST = 5

# The most similar clusters are chosen from at most this many clusters. This bounds the time, and it keeps the measure
# comparable between libraries: in a larger sample, the most similar clusters would be more similar by chance.
SAMPLE = 2000

# Clusters of two faces were joined just because their faces are similar, so they do not show what is typical.
_TYPICAL_FACES = 3

# With fewer clusters than this, the library does not show what is typical.
_FEWEST_CLUSTERS = 20

_BLOCK_CLUSTERS = 512


def distinctness(sums: ClusterSums, clusters: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean evidence within each of these clusters, minus the mean evidence with the other clusters that are most
    similar to it: float64 (m,). It is infinite if there is no other cluster of at least two faces.

    `clusters` (int64, (m,)) are clusters of at least two faces.
    """
    several = np.flatnonzero(sums.size >= 2)
    others = several[evenly_spread(len(several), SAMPLE)]
    outside = np.empty(len(clusters), dtype=np.float64)
    for start in range(0, len(clusters), _BLOCK_CLUSTERS):
        some = clusters[start : start + _BLOCK_CLUSTERS]
        outside[start : start + len(some)] = nearest_mean(sums, some, sums, others, some[:, None] == others)
    return sums.within(clusters) - outside


def typical_distinctness(sums: ClusterSums) -> float:
    """The median distinctness over the faces of all clusters of at least three faces. In a library of few clusters it
    is unknown, and the result is -inf.
    """
    clusters = np.flatnonzero(sums.size >= _TYPICAL_FACES)
    if len(clusters) < _FEWEST_CLUSTERS:
        return -np.inf
    return float(np.median(np.repeat(distinctness(sums, clusters), sums.size[clusters].astype(np.int64))))


def nearest_mean(
    one: ClusterSums,
    some: NDArray[np.int64],
    other: ClusterSums,
    others: NDArray[np.int64],
    same: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The mean evidence of each of the clusters `some` of `one` with the most similar of the clusters `others` of
    `other`: float64 (s,). `same` (bool, (s, o)) marks pairs that are the same cluster.
    """
    mean, scaled, offset = _means(one, some)
    mean_of_others, scaled_of_others, offset_of_others = _means(other, others)
    evidence = mean @ scaled_of_others.T + scaled @ mean_of_others.T - offset[:, None] - offset_of_others
    evidence[same] = -np.inf
    count = min(_NEAREST, max(len(others) - 1, 1))
    nearest = -np.partition(-evidence, count - 1, axis=1)[:, :count]
    return np.asarray(nearest.mean(axis=1, dtype=np.float64) / 2)


def _means(sums: ClusterSums, rows: NDArray[np.int64]) -> tuple[NDArray[np.float32], ...]:
    size = sums.size[rows].astype(np.float32)
    return sums.sum[rows] / size[:, None], sums.scaled[rows] / size[:, None], (sums.offset[rows] / size).astype("f4")
