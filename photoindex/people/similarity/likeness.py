"""Measure whether faces that are about to get the same name look like one person at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors, picked
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import ClusterSums

# If the mean evidence between two clusters is below this value, a human is asked. It was measured on people who had
# other clusters with a name already (parts of CelebA, LFW and Families in the Wild). Clusters of three or more faces of
# the same person never fall below the value, and clusters of two faces do so in one of six cases. Clusters of somebody
# else fall below the value in 98 of 100 cases.
UNLIKE = 1.9


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike a cluster and the nearest other cluster are: the mean evidence (standard deviations above the mean
    similarity of strangers) and the mean cosine.
    """

    evidence: float
    similarity: float

    @property
    def doubtful(self) -> bool:
        """Whether the clusters are so little alike that they mostly show two people, and hardly ever one."""
        return self.evidence < UNLIKE


def nearest_clusters(
    embeddings: Vectors,
    background: Background,
    clusters: Sequence[NDArray[np.int64]],
    among: Mapping[int, Sequence[int]],
) -> dict[int, Alike]:
    """Measure how alike each cluster in `among` is to the nearest of the clusters that `among` maps it to.

    `embeddings` is float32 (n, d) of unit length; each of the `clusters` is int64, the rows of its faces. Clusters that
    `among` maps to no other clusters are left out.
    """
    labels = np.repeat(np.arange(len(clusters)), [len(faces) for faces in clusters])
    rows = np.concatenate([*clusters, np.empty(0, dtype=np.int64)])
    sums = ClusterSums(labels, picked(embeddings, rows), background[rows])
    found = {}
    for cluster, others in among.items():
        if others:
            other = np.array(others, dtype=np.int64)
            evidence = sums.evidence(np.full(len(other), cluster, dtype=np.int64), other)
            best = int(evidence.argmax())
            products = float(sums.sum[cluster] @ sums.sum[other[best]])
            similarity = products / float(sums.size[cluster] * sums.size[other[best]])
            found[cluster] = Alike(float(evidence[best]), similarity)
    return found


def usual_similarity(embeddings: NDArray[np.float32]) -> float | None:
    """The mean cosine between the faces of one person, float32 (n, d) of unit length; None for fewer than two."""
    count = len(embeddings)
    if count < 2:
        return None
    whole = embeddings.sum(axis=0, dtype=np.float64)
    return float((whole @ whole - count) / (count * (count - 1)))
