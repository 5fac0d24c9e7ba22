"""Divide clusters that are no person: many people whose faces are alike only in being poor.

Such a cluster does not stand out from the clusters around it (`distinctness`). Its faces are joined again under a
stricter prior, and parts that still do not stand out are divided again under a still stricter one. Faces that stay
single may join a cluster later.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.people.clustering.constraints import Constraints, JoinLimits
from photoindex.people.clustering.joining import EXACT, Agglomeration, Pairs, links_of
from photoindex.people.labels import dense
from photoindex.people.parties import NOBODY
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.distinctness import distinctness, typical_distinctness
from photoindex.people.similarity.evidence import ClusterSums, Expectation

# Clusters of two faces were joined just because their faces are similar, so their own evidence says nothing.
_FEWEST_FACES = 3

# A cluster does not stand out if its distinctness is below this share of the library's typical distinctness. On halves
# of LFW, CelebA and Families in the Wild with three embedders, no set loses anything with a share of .35, and none more
# than .001 with .4, which leaves more faces to be named one by one. With .5, people who vary much are divided (CelebA
# loses .001, Families .003).
_INDISTINCT = 0.35

# A cluster whose faces are at least as similar to each other as this share of what is typical for one person is never
# divided. This protects a person whose clusters are the nearest to each other.
_TIGHT = 0.9

# From round to round, a join must be this much likelier, in natural logarithms. With steps of 1 or 3, figures change by
# at most .001.
_STEP = 2.0
_ROUNDS = 4

# The position of faces that are not joined again.
_NO_POSITION = -1


@dataclass(frozen=True, slots=True)
class Library:
    """What is known about n faces: `embeddings` is float32 (n, d) of unit length and `photo` int64 (n,). `good` is bool
    (n,), False for faces that may join clusters but form none among themselves.
    """

    embeddings: NDArray[np.float32]
    photo: NDArray[np.int64]
    background: Background
    good: NDArray[np.bool_]
    constraints: Constraints


def divide_indistinct(
    labels: NDArray[np.int64], library: Library, links: Pairs, expectation: Expectation
) -> NDArray[np.int64]:
    """Divide the clusters that do not stand out. Returns new labels, int64 (n,), from 0 without gaps.

    `labels` is int64 (n,) from 0 without gaps. `links` are the pairs of faces from which the clusters were joined. A
    cluster is left alone if humans decided about at least half of its faces.
    """
    sums = ClusterSums(labels, library.embeddings, library.background)
    bar = typical_distinctness(sums) * _INDISTINCT
    suspects = np.flatnonzero(~decided_clusters(labels, library.constraints))
    for turn in range(1, _ROUNDS + 1):
        found = indistinct(sums, suspects, expectation, bar)
        if len(found) == 0:
            break
        stricter = replace(expectation, people=expectation.people * math.exp(_STEP * turn))
        chosen = np.isin(labels, found)
        apart = labels.copy()
        apart[chosen] = len(sums.size) + _joined_again(labels, np.flatnonzero(chosen), library, links, stricter)
        labels = dense(apart)
        suspects = np.unique(labels[chosen])
        sums = ClusterSums(labels, library.embeddings, library.background)
    return labels


def left_out_again(
    joined: NDArray[np.int64],
    new: NDArray[np.bool_],
    clusters: ClusterSums,
    expectation: Expectation,
    constraints: Constraints,
) -> NDArray[np.bool_]:
    """The new faces that must not stay in the clusters that they were added to, because these clusters do not stand
    out: bool (n,).

    `joined` is int64 (n,), the cluster of each face, and `clusters` are their sums. Faces about which humans decided
    stay, and so do all faces of a cluster if humans decided about at least half of them.
    """
    touched = np.unique(joined[new])
    suspects = touched[~decided_clusters(joined, constraints)[touched]]
    if len(_loose(clusters, suspects, expectation)) == 0:
        return np.zeros(len(joined), dtype=bool)
    found = indistinct(clusters, suspects, expectation, typical_distinctness(clusters) * _INDISTINCT)
    return np.asarray(new & np.isin(joined, found) & (constraints.party == NOBODY))


def indistinct(
    sums: ClusterSums, clusters: NDArray[np.int64], expectation: Expectation, bar: float
) -> NDArray[np.int64]:
    """Those of these clusters that do not stand out: their distinctness is below `bar`, and they are not tight."""
    loose = _loose(sums, clusters, expectation)
    return loose[distinctness(sums, loose) < bar]


def _loose(sums: ClusterSums, clusters: NDArray[np.int64], expectation: Expectation) -> NDArray[np.int64]:
    several = clusters[sums.size[clusters] >= _FEWEST_FACES]
    return several[sums.within(several) < _TIGHT * expectation.typical]


def decided_clusters(labels: NDArray[np.int64], constraints: Constraints) -> NDArray[np.bool_]:
    """For each cluster, whether humans decided about at least half of its faces: bool (g,)."""
    size = np.bincount(labels)
    decided = np.bincount(labels[constraints.party != NOBODY], minlength=len(size))
    return np.asarray((2 * decided >= size) & (size > 0))


def _joined_again(
    labels: NDArray[np.int64], rows: NDArray[np.int64], library: Library, links: Pairs, expectation: Expectation
) -> NDArray[np.int64]:
    """Join the faces in these rows again, within their clusters. Returns a label for each row."""
    position = np.full(len(labels), _NO_POSITION, dtype=np.int64)
    position[rows] = np.arange(len(rows))
    one, other = links
    inside = (position[one] != _NO_POSITION) & (labels[one] == labels[other])
    start = np.arange(len(rows))
    pairs = links_of(start, (position[one[inside]], position[other[inside]]))
    sums = ClusterSums(start, library.embeddings[rows], library.background[rows])
    run = Agglomeration(sums, pairs, sums.evidence(*pairs), expectation, library.good[rows])
    limits = JoinLimits(start, library.photo[rows], library.constraints.only(rows))
    return run.join_all(limits, EXACT)
