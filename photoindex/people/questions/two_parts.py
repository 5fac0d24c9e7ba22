"""Divide a cluster into the two parts that were most likely joined to form it."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors
from photoindex.people.similarity.background import Background

# Average linkage takes quadratic time. In a larger cluster, this many faces, evenly spread, represent all of them.
_SAMPLE = 300


def two_parts(rows: NDArray[np.int64], embeddings: Vectors, background: Background) -> tuple[NDArray[np.int64], float]:
    """Find the smaller of the two parts that average linkage joins last, and the mean evidence between the parts.

    `rows` (int64, (m,), m >= 2) holds the row numbers in `embeddings` (float32, n x d) of the faces of one cluster. The
    smaller part is also returned as row numbers in `embeddings`, ascending.
    """
    sample = rows[:: -(-len(rows) // _SAMPLE)]
    part, between = last_joined(_pairs(sample, embeddings, background))
    if len(sample) < len(rows):
        part, between = _extended(rows, sample, part, embeddings, background)
    smaller = part if 2 * part.sum() <= len(part) else ~part
    return rows[smaller], between


def last_joined(likeness: NDArray[np.float64]) -> tuple[NDArray[np.bool_], float]:
    """Mark one of the two groups that average linkage joins last, and return the mean likeness between the groups.

    `likeness` is float64 (n, n), symmetric, n >= 2; its diagonal does not count. The groups are found by the
    nearest-neighbour chain (Murtagh, "A survey of recent advances in hierarchical clustering algorithms", 1983). scipy
    does the same, but a server would hold 34 MB of scipy in memory for this alone.
    """
    mean = likeness.copy()
    np.fill_diagonal(mean, -np.inf)
    size, group = np.ones(len(mean)), np.arange(len(mean))
    chain: list[int] = []
    left = len(mean)
    while left > 2:
        if not chain:
            chain.append(int(group[0]))
        last = chain[-1]
        nearest = int(mean[last].argmax())
        if len(chain) > 1 and mean[last, nearest] <= mean[last, chain[-2]]:
            one, other = chain.pop(), chain.pop()
            row = (size[one] * mean[one] + size[other] * mean[other]) / (size[one] + size[other])
            mean[one], mean[:, one] = row, row
            mean[one, one] = mean[other] = mean[:, other] = -np.inf
            size[one] += size[other]
            group[group == other] = one
            left -= 1
        else:
            chain.append(nearest)
    first, second = np.unique(group).tolist()
    return group == first, float(mean[first, second])


def _pairs(rows: NDArray[np.int64], embeddings: Vectors, background: Background) -> NDArray[np.float64]:
    similarity = embeddings[rows] @ embeddings[rows].T
    from_left = (similarity - background.mean[rows, None]) / background.deviation[rows, None]
    return np.asarray((from_left + from_left.T) / 2, dtype=np.float64)


def _extended(
    rows: NDArray[np.int64],
    sample: NDArray[np.int64],
    first: NDArray[np.bool_],
    embeddings: Vectors,
    background: Background,
) -> tuple[NDArray[np.bool_], float]:
    """Put each face into the nearer part of the sample; the evidence is taken unchanged from the sample."""
    centres = [embeddings[sample[part]].mean(axis=0) for part in (first, ~first)]
    part = embeddings[rows] @ centres[0] > embeddings[rows] @ centres[1]
    return part, float(_pairs(sample, embeddings, background)[np.ix_(first, ~first)].mean())
