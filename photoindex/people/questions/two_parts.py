"""Divide a cluster into the two parts that were most likely joined to form it."""

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

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
    evidence = _pairs(sample, embeddings, background)
    highest = float(evidence.max())
    upper = np.triu_indices(len(sample), 1)
    tree = linkage(highest - evidence[upper], method="average")
    first = fcluster(tree, 2, criterion="maxclust") == 1
    if len(sample) == len(rows):
        part, between = first, highest - float(tree[-1, 2])
    else:
        part, between = _extended(rows, sample, first, embeddings, background)
    smaller = part if 2 * part.sum() <= len(part) else ~part
    return rows[smaller], between


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
