"""Estimate from the clusters themselves the parameters by which joins are judged (`evidence.Expectation`)."""

import math

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.evidence import CAUTION

# The typical evidence within one person before it is estimated from the library, and its allowed range. Below the
# range, no two people would be separated; above the range, all faces would be separated.
TYPICAL_START = 5.5
TYPICAL_RANGE = (3.0, 12.0)

# The typical evidence is taken only from clusters of at least this many faces. Clusters of two faces are no measure,
# because their faces were joined just because they are similar.
_TYPICAL_MIN_FACES = 3


def typical_evidence(within: NDArray[np.float64], size: NDArray[np.float64]) -> float:
    """The median of the evidence `within` clusters of at least three faces, each cluster with the same weight. Both
    arrays are float64 (n,), for each face.

    A large cluster has no more weight than a small one. Otherwise a cluster of several people would make weak evidence
    look typical, so that it takes in more people: in a library of five people and strangers, it would take in most.
    """
    counted = size >= _TYPICAL_MIN_FACES
    if not counted.any():
        return TYPICAL_START
    order = np.argsort(within[counted])
    clusters = np.cumsum(1.0 / size[counted][order])
    middle = np.searchsorted(clusters, clusters[-1] / 2)
    return float(np.clip(within[counted][order][middle], *TYPICAL_RANGE))


def count_people(
    left: NDArray[np.int64], right: NDArray[np.int64], odds: NDArray[np.float64], size: NDArray[np.float64]
) -> float:
    """Estimate how many people the clusters show. `odds` holds, for each pair of clusters, the log odds that they are
    one person.

    `size` is float64 (g,), 0 for clusters that no longer exist; `left` and `right` are pairs of clusters. A cluster
    counts as a person of its own to the extent that it does not belong to a larger cluster. Counting is biased towards
    "the same person" by as much as joining is biased against "the same person". If counting were biased against "the
    same person" too, missed joins would count as more people, and more people would cause more missed joins. In a
    library with a weak embedder, the clusters would finally fall apart.
    """
    ratio = np.exp(np.clip(odds + CAUTION, -50.0, 50.0))
    to_right = np.where(size[left] < size[right], 1.0, np.where(size[left] > size[right], 0.0, 0.5))
    joined = np.bincount(left, ratio * to_right, minlength=len(size))
    joined += np.bincount(right, ratio * (1 - to_right), minlength=len(size))
    return float((1.0 / (1.0 + joined))[size > 0].sum())


def concentration(faces: int, people: float) -> float:
    """The concentration at which a Chinese restaurant process seats `faces` guests at `people` tables.

    For concentration c, the expected number of tables is the sum of c / (c + i) over guests i = 0, 1, ... The equation
    is solved by bisection on the logarithm of c. The result lies between 1 and the number of faces; a library of
    strangers gets the number of faces.
    """
    guests = np.arange(faces, dtype=np.float64)
    low, high = 0.0, math.log(max(faces, 1))
    for _ in range(40):
        middle = (low + high) / 2
        if float((math.exp(middle) / (math.exp(middle) + guests)).sum()) < people:
            low = middle
        else:
            high = middle
    return math.exp(low)
