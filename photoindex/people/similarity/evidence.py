"""Decide from the mean similarity of two clusters whether they are one person. The decision uses a likelihood ratio
with a prior.

The bar adapts to the library: the likelihood ratio of "same person" to "strangers" must overcome a prior that depends
on the estimated number of people. This number and the typical evidence within one person are estimated without labels.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors
from photoindex.people.labels import number_of_labels
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.products import pair_products

# The unit of evidence is the standard deviation of the similarities between strangers, so the evidence of one pair of
# strangers has variance 1 by construction. In a mean over many pairs, this share of the variance remains, because
# look-alikes are look-alikes in every photo. Clusters of random strangers show .35 to .45, but the candidates for a
# join are the most similar of all clusters.
_SHARED_VARIANCE = 0.65

# Mean evidence within one person varies from person to person (a child grows, a face is turned). The first constant is
# its variance between two single faces, and the second its variance between two large clusters. Pairs of faces show 1.2
# (portraits) to 4.2 (families).
_PAIR_VARIANCE = 4.0
_PERSON_VARIANCE = 3.0

# This part of the variance is how much people differ in the evidence that is typical for them, which the evidence
# within the clusters themselves shows. The mean evidence within people with at least six faces has a variance of .5
# (LFW), 1.4 (CelebA) and 1.9 (Families in the Wild).
_VARIANCE_BETWEEN_PEOPLE = 1.0

# The library's typical evidence has as much weight as the evidence within a cluster with this many faces besides the
# first one. Faces are joined because they are similar, so the evidence within small clusters is too high.
_LIBRARY_WEIGHT = 5.0

# Weak evidence within the clusters lowers what is expected of one person by at most this much: strangers whose faces
# are alike in being poor show weak evidence too.
_MOST_LOWER = 0.75

# A wrong join costs a user more than a missed join, so a join must be e times as likely to be right as to be wrong.
CAUTION = 1.0

# The number of faces whose vectors are weighted or compared at once: 512 KB of float32 at 128 numbers per face.
_BLOCK_ROWS = 1024

# In clusters of at most this many faces, vectors are added one by one; in larger clusters, by matrix products.
_SMALL = 8


@dataclass(frozen=True, slots=True)
class OwnEvidence:
    """The evidence within the two clusters of each pair of clusters, which shows how much the faces of this one person
    resemble each other, if both are one person.

    `mean` is float64 (m,), the mean over both clusters, weighted by `faces`. `faces` is float64 (m,), the number of
    faces besides the first one of each cluster: 0 for two single faces, whose mean is 0.
    """

    mean: NDArray[np.float64]
    faces: NDArray[np.float64]


def own_evidence(
    within: NDArray[np.float64], size: NDArray[np.float64], left: NDArray[np.int64], right: NDArray[np.int64]
) -> OwnEvidence:
    """The evidence within the clusters of each pair.

    `within` and `size` are float64 (g,): the mean evidence within each cluster, and its number of faces. `left` and
    `right` (int64, (m,)) are pairs of clusters.
    """
    from_left, from_right = np.maximum(size[left] - 1, 0.0), np.maximum(size[right] - 1, 0.0)
    faces = from_left + from_right
    mean = (from_left * within[left] + from_right * within[right]) / np.maximum(faces, 1.0)
    return OwnEvidence(mean, faces)


@dataclass(frozen=True, slots=True)
class Expectation:
    """The parameters by which a join is judged.

    `people` is the concentration of the prior, and `typical` is the typical evidence within one person. Two single
    faces with evidence below `pair_floor` are not joined, whatever the odds. So little is known about two single faces
    that the pack's threshold decides.
    """

    people: float
    typical: float
    pair_floor: float

    def log_odds(
        self,
        evidence: NDArray[np.float64],
        one: NDArray[np.float64],
        other: NDArray[np.float64],
        own: OwnEvidence | None = None,
    ) -> NDArray[np.float64]:
        """The log odds that clusters of `one` and `other` faces with this mean evidence are the same person.

        Both hypotheses are normal distributions, with mean 0 for strangers and mean `typical` for one person. Evidence
        above `typical` does not count against one person. The variances lie between the variance for two single faces
        and the variance for two large clusters. If the evidence within the clusters is given (`own`), it takes the
        place of `typical` to the extent that it is known, and the variance between people falls away. The prior is the
        Chinese restaurant process. A face belongs to a known person with a probability proportional to the person's
        number of faces, and to a new person with a probability proportional to `people`.
        """
        larger, smaller = np.maximum(one, other), np.maximum(np.minimum(one, other), 1.0)
        singleness = (1 / np.maximum(larger, 1.0) + 1 / smaller) / 2
        strangers = _SHARED_VARIANCE + (1 - _SHARED_VARIANCE) * singleness
        person = _PERSON_VARIANCE + (_PAIR_VARIANCE - _PERSON_VARIANCE) * singleness
        typical: float | NDArray[np.float64] = self.typical
        if own is not None:
            known = own.faces / (own.faces + _LIBRARY_WEIGHT)
            typical = self.typical + np.maximum(known * (own.mean - self.typical), -_MOST_LOWER)
            person = person - known * _VARIANCE_BETWEEN_PEOPLE
        as_strangers = np.maximum(evidence, 0.0) ** 2 / (2 * strangers) + np.log(strangers) / 2
        as_person = -(np.maximum(typical - evidence, 0.0) ** 2) / (2 * person) - np.log(person) / 2
        prior = np.log(larger / smaller) - math.log(self.people)
        return np.asarray(as_strangers + as_person + prior, dtype=np.float64)

    def worth(
        self,
        evidence: NDArray[np.float64],
        one: NDArray[np.float64],
        other: NDArray[np.float64],
        own: OwnEvidence | None = None,
    ) -> NDArray[np.float64]:
        """The value of a join, float64 of the same shape: the log odds minus `CAUTION`. Joins with a value above 0 are
        made.
        """
        worth = self.log_odds(evidence, one, other, own) - CAUTION
        return np.where((np.maximum(one, other) == 1) & (evidence < self.pair_floor), -np.inf, worth)


class ClusterSums:
    """The sums of each cluster's faces, from which the mean evidence between any two clusters follows exactly.

    For faces x with background mean m and deviation s: V = sum x, U = sum x/s and B = sum m/s give the mean over all
    pairs of ((c - m_a)/s_a + (c - m_b)/s_b)/2 as ((U_A.V_B + V_A.U_B)/(n_A n_B) - B_A/n_A - B_B/n_B)/2.
    """

    def __init__(self, labels: NDArray[np.int64], embeddings: Vectors, background: Background) -> None:
        """`labels` is int64 (n,) from 0 without gaps."""
        count = number_of_labels(labels)
        weight = (1.0 / background.deviation).astype(np.float32)
        self.sum, self.scaled = _sums(embeddings, labels, weight)
        self.offset = np.bincount(labels, background.mean / background.deviation, minlength=count)
        self.inverse = np.bincount(labels, 1.0 / background.deviation, minlength=count)
        self.size = np.bincount(labels, minlength=count).astype(np.float64)

    def evidence(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """The mean evidence between the clusters of each pair: float64 (m,)."""
        return evidence_between(self, self, left, right)

    def evidence_of(
        self, embeddings: Vectors, background: Background, cluster: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The mean evidence between each single face and the cluster given for it: float64 (n,). `embeddings` is
        float32 (n, d) and `cluster` int64 (n,); a cluster must not contain the face for which it is given. The result
        is the same as from `evidence`, but needs no sums for clusters of one face.
        """
        face = np.arange(len(cluster))
        crossed = pair_products(embeddings, self.sum, face, cluster) / background.deviation
        crossed += pair_products(embeddings, self.scaled, face, cluster)
        offsets = background.mean / background.deviation + self.offset[cluster] / self.size[cluster]
        return np.asarray((crossed / self.size[cluster] - offsets) / 2, dtype=np.float64)

    def within(self, clusters: NDArray[np.int64]) -> NDArray[np.float64]:
        """The mean evidence between the faces of each of these clusters: float64 (m,), 0 for single faces."""
        size = self.size[clusters]
        # A face has length 1, so it adds the inverse of its deviation to the product of the two sums.
        crossed = np.einsum("ij,ij->i", self.sum[clusters], self.scaled[clusters], dtype=np.float64)
        pairs = np.maximum(size * (size - 1), 1.0)
        mean = (crossed - self.inverse[clusters]) / pairs - self.offset[clusters] / np.maximum(size, 1.0)
        return np.where(size < 2, 0.0, mean)

    def absorb(self, clusters: NDArray[np.int64], others: NDArray[np.int64]) -> None:
        """Add the faces of each of `others` to the cluster at the same index of `clusters`. No cluster may be in both
        arrays.
        """
        order = np.argsort(clusters, kind="stable")
        into, starts = np.unique(clusters[order], return_index=True)
        for sums in (self.sum, self.scaled, self.offset, self.inverse, self.size):
            sums[into] += np.add.reduceat(sums[others[order]], starts, axis=0)


def _sums(
    embeddings: Vectors, labels: NDArray[np.int64], weight: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The sum and the weighted sum of the faces of each cluster: float32 (g, d) each. Both are made in one pass,
    because reading the faces takes most of the time.
    """
    count = number_of_labels(labels)
    plain, weighted = (np.zeros((count, embeddings.shape[1]), dtype=np.float32) for _ in range(2))
    if count == len(labels):
        for start in range(0, count, _BLOCK_ROWS):
            block = slice(start, start + _BLOCK_ROWS)
            faces = embeddings[block]
            plain[labels[block]], weighted[labels[block]] = faces, faces * weight[block, None]
        return plain, weighted
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(count + 1))
    size = np.diff(starts)
    # Add the first face of every small cluster, then the second face of every small cluster, and so on. One cluster at
    # a time would take longer.
    for turn in range(min(_SMALL, int(size.max(initial=0)))):
        clusters = np.flatnonzero((size > turn) & (size <= _SMALL))
        for start in range(0, len(clusters), _BLOCK_ROWS):
            some = clusters[start : start + _BLOCK_ROWS]
            rows = order[starts[some] + turn]
            faces = embeddings[rows]
            plain[some] += faces
            weighted[some] += faces * weight[rows, None]
    for cluster in np.flatnonzero(size > _SMALL).tolist():
        for start in range(starts[cluster], starts[cluster + 1], _BLOCK_ROWS):
            rows = order[start : min(start + _BLOCK_ROWS, starts[cluster + 1])]
            both = np.stack([np.ones(len(rows), dtype=np.float32), weight[rows]]) @ embeddings[rows]
            plain[cluster] += both[0]
            weighted[cluster] += both[1]
    return plain, weighted


def evidence_between(
    one: ClusterSums, other: ClusterSums, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The mean evidence between the clusters `left` of `one` and the clusters `right` of `other`: float64 (m,)."""
    crossed = pair_products(one.sum, other.scaled, left, right).astype(np.float64)
    crossed += pair_products(one.scaled, other.sum, left, right)
    crossed /= one.size[left] * other.size[right]
    offsets = one.offset[left] / one.size[left] + other.offset[right] / other.size[right]
    return np.asarray((crossed - offsets) / 2, dtype=np.float64)


def evidence_of_clusters(one: ClusterSums, clusters: slice, other: ClusterSums) -> NDArray[np.float32]:
    """The mean evidence between some `clusters` of `one` and every cluster of `other`: float32 (m, g)."""
    size, sizes = one.size[clusters].astype(np.float32), other.size.astype(np.float32)
    evidence = (one.scaled[clusters] / size[:, None]) @ (other.sum / sizes[:, None]).T
    evidence += (one.sum[clusters] / size[:, None]) @ (other.scaled / sizes[:, None]).T
    evidence -= (one.offset[clusters] / one.size[clusters]).astype(np.float32)[:, None]
    evidence -= (other.offset / other.size).astype(np.float32)
    return np.asarray(evidence / 2, dtype=np.float32)


def evidence_within(labels: NDArray[np.int64], embeddings: Vectors, background: Background) -> NDArray[np.float64]:
    """The mean evidence between each face and the rest of its cluster: float64 (n,). It is 0 for single faces.

    `labels` is int64 (n,) from 0 without gaps.
    """
    return evidence_of_members(labels, embeddings, background, ClusterSums(labels, embeddings, background))


def evidence_of_members(
    cluster: NDArray[np.int64], embeddings: Vectors, background: Background, sums: ClusterSums
) -> NDArray[np.float64]:
    """Do the same as `evidence_within`, but use sums that are already computed. `cluster` is int64 (n,), the cluster of
    each face.
    """
    deviation, offset = background.deviation, background.mean / background.deviation
    face, size = np.arange(len(cluster)), sums.size[cluster]
    others = np.maximum(size - 1, 1)
    # A face has length 1, so it adds 1 to its own product with the sum of its cluster.
    from_face = (pair_products(embeddings, sums.sum, face, cluster) - 1.0) / deviation / others - offset
    from_rest = (pair_products(embeddings, sums.scaled, face, cluster) - 1.0 / deviation) / others
    from_rest -= (sums.offset[cluster] - offset) / others
    return np.where(size < 2, 0.0, (from_face + from_rest) / 2)


def evidence_of_faces(
    embeddings: NDArray[np.float32], background: Background, sums: ClusterSums, among: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """The mean evidence between single faces and every cluster, or the clusters `among` them: float32 (n, g).

    `embeddings` is float32 (n, d) of unit length, and `background` is the background of these faces. A face's evidence
    with its own cluster includes the comparison with itself.
    """
    scaled = embeddings / background.deviation[:, None].astype(np.float32)
    clusters = slice(None) if among is None else among
    size = sums.size[clusters].astype(np.float32)
    evidence = scaled @ (sums.sum[clusters] / size[:, None]).T + embeddings @ (sums.scaled[clusters] / size[:, None]).T
    evidence -= (background.mean / background.deviation)[:, None].astype(np.float32)
    evidence -= (sums.offset[clusters] / sums.size[clusters]).astype(np.float32)
    return np.asarray(evidence / 2, dtype=np.float32)
