"""Renumber labels of faces: which faces belong together, whatever the numbers are."""

import numpy as np
from numpy.typing import NDArray


def dense(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Renumber labels from 0 without gaps, in ascending order: int64 (n,).

    Each face with a negative label gets a label of its own, above all others.
    """
    renamed = labels.astype(np.int64, copy=True)
    single = renamed < 0
    renamed[single] = number_of_labels(renamed) + np.arange(int(single.sum()))
    result: NDArray[np.int64] = np.unique(renamed, return_inverse=True)[1].astype(np.int64)
    return result


def number_of_labels(labels: NDArray[np.int64]) -> int:
    """The first label above all that are used, which is their number where they have no gaps; 0 without any."""
    return int(labels.max(initial=-1)) + 1
