"""How well a grouping agrees with the truth: pairwise and B-cubed precision, recall and F."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision and recall, both in 0..1. A ratio without any case (nothing joined, nothing to join) is 1."""

    precision: float
    recall: float

    @property
    def f_score(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total > 0 else 0.0


def pairwise(labels: NDArray[np.int64], truth: NDArray[np.int64]) -> Agreement:
    """Of the pairs that were put together, how many belong together; of those that belong, how many were put.

    Both arrays are int64 (n,); a negative label is a group of its own.
    """
    cells, groups, people = _contingency(labels, truth)
    together = _pairs(cells.count)
    return Agreement(_ratio(together, _pairs(groups)), _ratio(together, _pairs(people)))


def b_cubed(labels: NDArray[np.int64], truth: NDArray[np.int64]) -> Agreement:
    """The mean over faces of the purity of the face's group and of the share of its person that is in the group.

    Bagga and Baldwin, "Entity-Based Cross-Document Coreferencing Using the Vector Space Model" (1998). Both arrays are
    int64 (n,); a negative label is a group of its own.
    """
    cells, groups, people = _contingency(labels, truth)
    total = float(cells.count.sum())
    squares = cells.count.astype(np.float64) ** 2
    return Agreement(
        _ratio(float((squares / groups[cells.group]).sum()), total),
        _ratio(float((squares / people[cells.person]).sum()), total),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The non-empty cells of the contingency table: at most n, whatever the numbers of groups and people."""

    group: NDArray[np.int64]
    person: NDArray[np.int64]
    count: NDArray[np.int64]


def _contingency(
    labels: NDArray[np.int64], truth: NDArray[np.int64]
) -> tuple[_Cells, NDArray[np.int64], NDArray[np.int64]]:
    """The cells, the size of every group and the size of every person."""
    group, person = _own_group_for_singles(labels), _own_group_for_singles(truth)
    width = int(person.max(initial=0)) + 1
    keys, count = np.unique(group * width + person, return_counts=True)
    cells = _Cells(keys // width, keys % width, count.astype(np.int64))
    return cells, np.bincount(group).astype(np.int64), np.bincount(person).astype(np.int64)


def _own_group_for_singles(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    renamed = labels.astype(np.int64, copy=True)
    single = renamed < 0
    renamed[single] = renamed.max(initial=-1) + 1 + np.arange(int(single.sum()))
    dense: NDArray[np.int64] = np.unique(renamed, return_inverse=True)[1].astype(np.int64)
    return dense


def _pairs(sizes: NDArray[np.int64]) -> float:
    wide = sizes.astype(np.float64)
    return float((wide * (wide - 1) / 2).sum())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 1.0
