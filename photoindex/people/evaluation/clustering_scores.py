"""Score a clustering against the truth: pairwise and B-cubed precision, recall and F."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.labels import dense


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision and recall, both in 0..1. If there is nothing to count, because nothing was joined or nothing should
    have been joined, the value is 1.
    """

    precision: float
    recall: float

    @property
    def f_score(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total > 0 else 0.0


def pairwise(labels: NDArray[np.int64], truth: NDArray[np.int64]) -> Agreement:
    """The share of joined pairs that belong together (precision) and the share of pairs belonging together that were
    joined (recall).

    Both arrays are int64 (n,); a face with a negative label is a cluster of its own.
    """
    cells, clusters, people = _contingency(labels, truth)
    together = _pairs(cells.count)
    return Agreement(_ratio(together, _pairs(clusters)), _ratio(together, _pairs(people)))


def b_cubed(labels: NDArray[np.int64], truth: NDArray[np.int64]) -> Agreement:
    """Average two shares over all faces: the share of the face's cluster that shows the face's person (precision), and
    the share of the person's faces that are in this cluster (recall).

    Source: Bagga and Baldwin, "Entity-Based Cross-Document Coreferencing Using the Vector Space Model" (1998). Both
    arrays are int64 (n,); a face with a negative label is a cluster of its own.
    """
    cells, clusters, people = _contingency(labels, truth)
    total = float(cells.count.sum())
    squares = cells.count.astype(np.float64) ** 2
    return Agreement(
        _ratio(float((squares / clusters[cells.cluster]).sum()), total),
        _ratio(float((squares / people[cells.person]).sum()), total),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The non-empty cells of the contingency table. There are at most n, however many clusters and people there are."""

    cluster: NDArray[np.int64]
    person: NDArray[np.int64]
    count: NDArray[np.int64]


def _contingency(
    labels: NDArray[np.int64], truth: NDArray[np.int64]
) -> tuple[_Cells, NDArray[np.int64], NDArray[np.int64]]:
    """The cells, the size of every cluster and the size of every person."""
    cluster, person = dense(labels), dense(truth)
    width = int(person.max(initial=0)) + 1
    keys, count = np.unique(cluster * width + person, return_counts=True)
    cells = _Cells(keys // width, keys % width, count.astype(np.int64))
    return cells, np.bincount(cluster).astype(np.int64), np.bincount(person).astype(np.int64)


def _pairs(sizes: NDArray[np.int64]) -> float:
    wide = sizes.astype(np.float64)
    return float((wide * (wide - 1) / 2).sum())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 1.0
