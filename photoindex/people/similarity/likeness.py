"""Measure whether faces that are to get the same name look like one person at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import ClusterSums

# If the mean evidence between two clusters is below this, a human is asked. Measured on clusters of people whose other
# clusters already had a name (parts of CelebA, LFW and Families in the Wild): clusters of three or more faces never
# fall below it, and clusters of two faces do in one of six cases. Clusters of somebody else fall below it in 98 of 100
# cases.
UNLIKE = 1.9


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike a cluster is to the nearest other: mean evidence (deviations above strangers) and mean cosine."""

    evidence: float
    similarity: float

    @property
    def doubtful(self) -> bool:
        """Whether clusters this little alike mostly show two people, and hardly ever one person."""
        return self.evidence < UNLIKE


def nearest_clusters(
    embeddings: NDArray[np.float32],
    background: Background,
    clusters: Sequence[NDArray[np.int64]],
    among: Mapping[int, Sequence[int]],
) -> dict[int, Alike]:
    """Measure how alike each cluster in `among` is to the nearest of the clusters that `among` maps it to.

    `embeddings` is float32 (n, d) of unit length; each of the `clusters` is int64, the rows of its faces. Clusters
    without others are left out.
    """
    labels = np.repeat(np.arange(len(clusters)), [len(faces) for faces in clusters])
    rows = np.concatenate([*clusters, np.empty(0, dtype=np.int64)])
    sums = ClusterSums(labels, embeddings[rows], background[rows])
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
