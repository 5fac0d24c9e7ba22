"""Measure how far the clusters in which names follow are from standing out from the clusters around them.

A cluster that does not stand out (see `distinctness`) shows several people whose faces are alike in being poor, or
several members of a family. A name that a human gave to one of its faces says less about the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors, picked
from photoindex.people.assignment.confidence import Measured
from photoindex.people.labels import ids_and_labels
from photoindex.people.parties import ClusterIds, in_cluster
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.distinctness import SAMPLE, nearest_mean, typical_distinctness
from photoindex.people.similarity.evidence import ClusterSums
from photoindex.people.similarity.sampling import evenly_spread

# A cluster stands out if its distinctness is at least this share of the library's typical distinctness. In families,
# names that follow are right for .77 of the faces below .45, for .93 from .55 on, and for .99 from 1 on.
_ENOUGH = 0.7

# A cluster whose faces are at least as similar to each other as this share of what is typical for one person stands
# out, as in `dividing`.
_TIGHT = 0.9

# Clusters of two faces were joined just because their faces are similar, so their own evidence says nothing.
_FEWEST_FACES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """A sample of the clusters of a library: their sums, their ids (int64, (g,)) and their typical distinctness, which
    is -inf in a library of few clusters.
    """

    sums: ClusterSums
    cluster: NDArray[np.int64]
    typical: float

    def shortfall(self, sums: ClusterSums, some: NDArray[np.int64], cluster: NDArray[np.int64]) -> NDArray[np.float64]:
        """How far each of the clusters `some` of `sums` is from standing out: float64 (m,), from 0 (stands out) on.
        `cluster` (int64, (m,)) are their ids.
        """
        if self.typical <= 0:
            return np.zeros(len(cluster), dtype=np.float64)
        own = cluster[:, None] == self.cluster
        distinct = sums.within(some) - nearest_mean(sums, some, self.sums, np.arange(len(self.cluster)), own)
        return np.asarray(np.maximum(_ENOUGH - distinct / self.typical, 0.0), dtype=np.float64)


def surroundings_of(clusters: ClusterIds, embeddings: Vectors, background: Background) -> Surroundings:
    """Sample the clusters of a library of n faces. The arrays have one entry per face."""
    ids, size = np.unique(clusters[in_cluster(clusters)], return_counts=True)
    chosen = ids[size > 1][evenly_spread(int((size > 1).sum()), SAMPLE)]
    rows = np.flatnonzero(np.isin(clusters, chosen))
    label = np.searchsorted(chosen, clusters[rows])
    sums = ClusterSums(label, picked(embeddings, rows), background[rows])
    return Surroundings(sums, chosen, typical_distinctness(sums))


def shortfalls(
    clusters: ClusterIds, embeddings: Vectors, measured: Measured, surroundings: Callable[[], Surroundings]
) -> NDArray[np.float64]:
    """For each face, how far its cluster is from standing out: float64 (n,), 0 for faces in clusters that stand out, in
    small clusters and in no cluster.

    All faces of each cluster must be there. `surroundings` is called only if a cluster may not stand out.
    """
    result = np.zeros(len(clusters), dtype=np.float64)
    rows = np.flatnonzero(in_cluster(clusters))
    if len(rows) == 0:
        return result
    ids, label = ids_and_labels(clusters[rows])
    sums = ClusterSums(label, picked(embeddings, rows), measured.background[rows])
    every = np.arange(len(sums.size))
    loose = (sums.size >= _FEWEST_FACES) & (sums.within(every) < _TIGHT * measured.expectation.typical)
    if not loose.any():
        return result
    of_cluster = np.zeros(len(ids), dtype=np.float64)
    of_cluster[loose] = surroundings().shortfall(sums, np.flatnonzero(loose), ids[loose])
    result[rows] = of_cluster[label]
    return result
