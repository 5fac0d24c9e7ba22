"""A cluster in, the two parts out of which it is most likely made."""

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from photoindex.people.similarity.background import Background

# Average linkage is quadratic. Of a larger cluster so many faces, evenly spread, stand for all.
_SAMPLE = 300


def two_parts(
    places: NDArray[np.int64], embeddings: NDArray[np.float32], background: Background
) -> tuple[NDArray[np.int64], float]:
    """The smaller of the two parts that average linkage joins last, and the mean evidence between the parts.

    `places` are int64 (m,), the faces of one cluster, at least two, as rows of `embeddings` (float32, n x d). Returns
    places, ascending.
    """
    sample = places[:: -(-len(places) // _SAMPLE)]
    evidence = _pairs(sample, embeddings, background)
    highest = float(evidence.max())
    upper = np.triu_indices(len(sample), 1)
    tree = linkage(highest - evidence[upper], method="average")
    first = fcluster(tree, 2, criterion="maxclust") == 1
    if len(sample) == len(places):
        part, between = first, highest - float(tree[-1, 2])
    else:
        part, between = _extended(places, sample, first, embeddings, background)
    smaller = part if 2 * part.sum() <= len(part) else ~part
    return places[smaller], between


def _pairs(places: NDArray[np.int64], embeddings: NDArray[np.float32], background: Background) -> NDArray[np.float64]:
    similarity = embeddings[places] @ embeddings[places].T
    from_left = (similarity - background.mean[places, None]) / background.deviation[places, None]
    return np.asarray((from_left + from_left.T) / 2, dtype=np.float64)


def _extended(
    places: NDArray[np.int64],
    sample: NDArray[np.int64],
    first: NDArray[np.bool_],
    embeddings: NDArray[np.float32],
    background: Background,
) -> tuple[NDArray[np.bool_], float]:
    """Each face goes to the part of the sample that it is nearer to; the evidence is that of the sample."""
    centres = [embeddings[sample[side]].mean(axis=0) for side in (first, ~first)]
    part = embeddings[places] @ centres[0] > embeddings[places] @ centres[1]
    return part, float(_pairs(sample, embeddings, background)[np.ix_(first, ~first)].mean())
