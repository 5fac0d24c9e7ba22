"""Renumber labels of faces. Labels say only which faces belong together; the numbers themselves mean nothing."""

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
    """The first label above all labels in use, or 0 if there are no labels. If the labels have no gaps, this is the
    number of labels.
    """
    return int(labels.max(initial=-1)) + 1


def labels_of_pairs(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give equal pairs of values the same label, from 0 without gaps in the order of the values: int64 (n,)."""
    (ones, first), (others, second) = (np.unique(values, return_inverse=True) for values in (one, other))
    assert len(ones) * len(others) < 2**62
    return np.asarray(np.unique(first * len(others) + second, return_inverse=True)[1], dtype=np.int64)
