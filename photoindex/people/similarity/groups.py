"""Judge whether a small group of faces of one person shows the same person as a much larger group.

A large group attracts everything: by the prior, any face is likelier to show the person who has the most faces. A small
group of a brother's faces may therefore be joined to it. But the small group shows by itself how similar the faces of
one person are, and a brother's faces are clearly more similar to each other than to the large group.
"""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.evidence import CAUTION, ClusterSums, Expectation

# From this size on, a group is somebody by itself. The evidence within smaller groups says little, because their faces
# were joined just because they are similar.
_GROUP = 5

# A group is judged by this rule if the other group has at least this many times as many faces. If groups of similar
# size are judged by it, people who look different in two halves of their photos stay divided: from 4 times on, CelebA
# loses .003 in B-cubed F with an embedder of 64 dimensions. From 6 times on, no set loses anything.
_LARGER = 6.0

# The evidence between two groups of one person is lower than the evidence within the smaller group, on average by this
# much and with this variance (64 joins of groups of five and more faces in LFW, CelebA and Families in the Wild). The
# mean is above 0 because the most similar faces are joined first.
_MEAN_LOSS = 1.0
_LOSS_VARIANCE = 0.45

# The variance of the mean evidence between one face and its person. It is divided by the number of faces of the smaller
# group: its faces are the independent units, not its pairs.
_FACE_VARIANCE = 1.0


def are_unequal_groups(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether clusters of `one` and `other` faces are a group and a much larger group: bool (m,)."""
    smaller, larger = np.minimum(one, other), np.maximum(one, other)
    return np.asarray((smaller >= _GROUP) & (larger >= _LARGER * smaller))


def worth_of_groups(
    clusters: ClusterSums,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    evidence: NDArray[np.float64],
    expectation: Expectation,
) -> NDArray[np.float64]:
    """The value of joining a group and a much larger group: float64 (m,), above 0 for joins to make.

    `left` and `right` (int64, (m,)) are pairs of clusters, and `evidence` (float64, (m,)) is the mean evidence between
    them. In contrast to `Expectation.worth`, the larger group gets no credit for its size. The join loses value if the
    evidence between the groups is lower than is usual for one person, compared with the evidence within the smaller
    group.
    """
    size = clusters.size
    smaller = np.where(size[left] < size[right], left, right)
    loss = np.maximum(clusters.within(smaller) - evidence - _MEAN_LOSS, 0.0)
    unlikely = loss**2 / (2 * (_LOSS_VARIANCE + _FACE_VARIANCE / size[smaller]))
    credit = np.abs(np.log(size[left] / size[right]))
    odds = expectation.log_odds(evidence, size[left], size[right])
    return np.asarray(odds - credit - unlikely - CAUTION, dtype=np.float64)
