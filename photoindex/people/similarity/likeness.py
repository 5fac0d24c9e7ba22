"""Whether faces that are to get one name look like one person at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import Groups

# Mean evidence between two looks below which a human is asked. Of clusters that belong to somebody whose other clusters
# were named already (parts of CelebA, LFW and Families in the Wild), those with three faces or more are never and those
# with two faces in one of six cases below it; clusters of somebody else are in 98 of 100 cases.
UNLIKE = 1.9


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike a look is to the nearest of others: the mean evidence (deviations above strangers) and mean cosine."""

    evidence: float
    similarity: float

    @property
    def doubtful(self) -> bool:
        """Whether strangers are mostly that alike, and one person hardly ever."""
        return self.evidence < UNLIKE


def nearest_looks(
    embeddings: NDArray[np.float32],
    background: Background,
    looks: Sequence[NDArray[np.int64]],
    among: Mapping[int, Sequence[int]],
) -> dict[int, Alike]:
    """How alike a look is to the one that it is nearest to: look -> others in, look -> `Alike` out.

    `embeddings` is float32 (n, d) of unit length; each look is int64, its faces by their place, those of one cluster.
    Looks without others are left out.
    """
    labels = np.repeat(np.arange(len(looks)), [len(faces) for faces in looks])
    places = np.concatenate([*looks, np.empty(0, dtype=np.int64)])
    groups = Groups(labels, embeddings[places], background[places])
    found = {}
    for look, others in among.items():
        if others:
            other = np.array(others, dtype=np.int64)
            evidence = groups.evidence(np.full(len(other), look, dtype=np.int64), other)
            best = int(evidence.argmax())
            products = float(groups.sum[look] @ groups.sum[other[best]])
            similarity = products / float(groups.size[look] * groups.size[other[best]])
            found[look] = Alike(float(evidence[best]), similarity)
    return found


def usual_similarity(embeddings: NDArray[np.float32]) -> float | None:
    """The mean cosine between the faces of one person, float32 (n, d) of unit length; None with fewer than two."""
    count = len(embeddings)
    if count < 2:
        return None
    whole = embeddings.sum(axis=0, dtype=np.float64)
    return float((whole @ whole - count) / (count * (count - 1)))
