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


def rows_of_ids(ids: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """Map each different id, in ascending order, to the rows that have it, in ascending order."""
    order = np.argsort(ids, kind="stable")
    found, starts = np.unique(ids[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, starts[1:]), strict=True)) if len(found) else {}


def ids_and_labels(ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different ids in ascending order, and the position of each entry's id among them: two int64 arrays.

    Ids that are not much larger than their number are not sorted, which takes a tenth of the time.
    """
    highest = int(ids.max(initial=-1))
    if highest > 4 * len(ids) + 100_000 or int(ids.min(initial=0)) < 0:
        found, labels = np.unique(ids, return_inverse=True)
        return found, np.asarray(labels, dtype=np.int64)
    used = np.zeros(highest + 1, dtype=np.bool_)
    used[ids] = True
    return np.flatnonzero(used), np.asarray((np.cumsum(used) - 1)[ids], dtype=np.int64)
