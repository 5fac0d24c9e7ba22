"""Is the mean similarity of two groups of faces that of one person or of two? A likelihood ratio with a prior.

The bar adapts to the library: the ratio of "same person" against "strangers" must overcome a prior that counts how
many people there seem to be, and both the count and what is typical within one person are estimated without labels.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.background import Background
from photoindex.people.similarity.products import pair_products

# Evidence is in deviations of a stranger's similarity, so one pair of strangers has variance 1 by construction. Of a
# mean over many pairs this share remains: a look-alike is a look-alike in every photo. Groups of random strangers show
# .35 to .45, but candidates for a join are the most similar of all.
_SHARED_VARIANCE = 0.65

# Mean evidence within one person varies from person to person (a child grows, a face is turned): so much between two
# faces and between two large groups. Pairs of faces show 1.2 (portraits) to 4.2 (families).
_PAIR_VARIANCE = 4.0
_PERSON_VARIANCE = 3.0

# A wrong join costs a user more than a missed one: it must be e times as likely to be right.
_CAUTION = 1.0

# Typical evidence within one person before the library has shown its own, and the range it may take: below it nothing
# is told apart, above it all is.
TYPICAL_START = 5.5
TYPICAL_RANGE = (3.0, 12.0)

# A group's own evidence counts from so many faces on: two faces were joined for being similar.
_TYPICAL_MIN_FACES = 3

# Faces whose vectors are weighed or compared at once: 2 MB of float32 at 128 numbers a face.
_BLOCK_ROWS = 4096

# The vectors of groups of up to this many faces are added one at a time, those of larger ones as products of matrices.
_SMALL = 8


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a join is judged by.

    `people` is the prior's concentration, `typical` the evidence within one person. Two single faces with evidence
    below `pair_floor` are not joined whatever the odds: so little is known of them that the pack's own word counts.
    """

    people: float
    typical: float
    pair_floor: float

    def log_odds(
        self, evidence: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The log odds that groups of `one` and `other` faces with this mean evidence are the same person.

        Both are normal: strangers about 0, one person about `typical`, where more than typical is not held against
        them. Their variances lie between those of two single and of two large groups. The prior is the Chinese
        restaurant process: a face joins a person by the number of faces that person has, a new one by `people`.
        """
        larger, smaller = np.maximum(one, other), np.maximum(np.minimum(one, other), 1.0)
        singleness = (1 / np.maximum(larger, 1.0) + 1 / smaller) / 2
        strangers = _SHARED_VARIANCE + (1 - _SHARED_VARIANCE) * singleness
        person = _PERSON_VARIANCE + (_PAIR_VARIANCE - _PERSON_VARIANCE) * singleness
        as_strangers = np.maximum(evidence, 0.0) ** 2 / (2 * strangers) + np.log(strangers) / 2
        as_person = -(np.maximum(self.typical - evidence, 0.0) ** 2) / (2 * person) - np.log(person) / 2
        prior = np.log(larger / smaller) - math.log(self.people)
        return np.asarray(as_strangers + as_person + prior, dtype=np.float64)

    def worth(
        self, evidence: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """How much a join is worth, float64 of the same shape: the log odds less caution; it is made above 0."""
        worth = self.log_odds(evidence, one, other) - _CAUTION
        return np.where((np.maximum(one, other) == 1) & (evidence < self.pair_floor), -np.inf, worth)


class Groups:
    """Groups of faces with the sums from which the mean evidence between any two follows exactly.

    For faces x with background mean m and deviation s: V = sum x, U = sum x/s and B = sum m/s give the mean over all
    pairs of ((c - m_a)/s_a + (c - m_b)/s_b)/2 as ((U_A.V_B + V_A.U_B)/(n_A n_B) - B_A/n_A - B_B/n_B)/2.
    """

    def __init__(self, labels: NDArray[np.int64], embeddings: NDArray[np.float32], background: Background) -> None:
        """`labels` is int64 (n,) from 0 without gaps."""
        count = int(labels.max(initial=-1)) + 1
        weight = (1.0 / background.deviation).astype(np.float32)
        self.sum = _sums(embeddings, labels, np.ones(len(labels), dtype=np.float32))
        self.scaled = _sums(embeddings, labels, weight)
        self.offset = np.bincount(labels, background.mean / background.deviation, minlength=count)
        self.size = np.bincount(labels, minlength=count).astype(np.float64)

    def evidence(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """The mean evidence between the groups of each pair: float64 (m,)."""
        crossed = pair_products(self.sum, self.scaled, left, right).astype(np.float64)
        crossed += pair_products(self.scaled, self.sum, left, right)
        crossed /= self.size[left] * self.size[right]
        offsets = self.offset[left] / self.size[left] + self.offset[right] / self.size[right]
        return np.asarray((crossed - offsets) / 2, dtype=np.float64)

    def evidence_of(
        self, embeddings: NDArray[np.float32], background: Background, group: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The mean evidence between single faces, float32 (n, d), and a group each that they are not in: float64 (n,).

        As `evidence` gives it, without sums for groups of one.
        """
        face = np.arange(len(group))
        crossed = pair_products(embeddings, self.sum, face, group) / background.deviation
        crossed += pair_products(embeddings, self.scaled, face, group)
        offsets = background.mean / background.deviation + self.offset[group] / self.size[group]
        return np.asarray((crossed / self.size[group] - offsets) / 2, dtype=np.float64)

    def absorb(self, groups: NDArray[np.int64], others: NDArray[np.int64]) -> None:
        """Add the faces of each of `others` to the group beside it; no group is on both sides."""
        order = np.argsort(groups, kind="stable")
        into, starts = np.unique(groups[order], return_index=True)
        for sums in (self.sum, self.scaled, self.offset, self.size):
            sums[into] += np.add.reduceat(sums[others[order]], starts, axis=0)


def _sums(
    embeddings: NDArray[np.float32], labels: NDArray[np.int64], weight: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The weighted sum of the faces of each group: float32 (g, d)."""
    count = int(labels.max(initial=-1)) + 1
    sums = np.zeros((count, embeddings.shape[1]), dtype=np.float32)
    if count == len(labels):
        sums[labels] = embeddings * weight[:, None]
        return sums
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(count + 1))
    size = np.diff(starts)
    # The first faces of all small groups, then their second ones ...: one group at a time would take longer.
    for turn in range(min(_SMALL, int(size.max(initial=0)))):
        groups = np.flatnonzero((size > turn) & (size <= _SMALL))
        rows = order[starts[groups] + turn]
        sums[groups] += embeddings[rows] * weight[rows, None]
    for group in np.flatnonzero(size > _SMALL).tolist():
        for start in range(starts[group], starts[group + 1], _BLOCK_ROWS):
            rows = order[start : min(start + _BLOCK_ROWS, starts[group + 1])]
            sums[group] += weight[rows] @ embeddings[rows]
    return sums


def evidence_within(
    labels: NDArray[np.int64], embeddings: NDArray[np.float32], background: Background
) -> NDArray[np.float64]:
    """The mean evidence between each face and the rest of its group: float64 (n,), 0 for single faces.

    `labels` is int64 (n,) from 0 without gaps.
    """
    return evidence_of_members(labels, embeddings, background, Groups(labels, embeddings, background))


def evidence_of_members(
    group: NDArray[np.int64], embeddings: NDArray[np.float32], background: Background, groups: Groups
) -> NDArray[np.float64]:
    """As `evidence_within`, where the sums of the groups are known: `group` is int64 (n,), the group of each face."""
    deviation, offset = background.deviation, background.mean / background.deviation
    face, size = np.arange(len(group)), groups.size[group]
    others = np.maximum(size - 1, 1)
    # A face is of length 1, so its product with the sum of its group counts itself as 1.
    from_face = (pair_products(embeddings, groups.sum, face, group) - 1.0) / deviation / others - offset
    from_rest = (pair_products(embeddings, groups.scaled, face, group) - 1.0 / deviation) / others
    from_rest -= (groups.offset[group] - offset) / others
    return np.where(size < 2, 0.0, (from_face + from_rest) / 2)


def typical_evidence(within: NDArray[np.float64], size: NDArray[np.float64]) -> float:
    """The median of the evidence `within` groups of at least three faces, both float64 (n,), one a face."""
    counted = size >= _TYPICAL_MIN_FACES
    return float(np.clip(np.median(within[counted]), *TYPICAL_RANGE)) if counted.any() else TYPICAL_START


def count_people(
    left: NDArray[np.int64], right: NDArray[np.int64], odds: NDArray[np.float64], size: NDArray[np.float64]
) -> float:
    """How many people the groups are, when every pair of them is one person with the given log odds.

    `size` is float64 (g,), 0 for groups that are no more; `left` and `right` are pairs of groups. A group is a person
    of its own as far as it does not belong to a larger one. Counting leans towards "the same" by as much as joining
    leans away from it: counted as they were joined, missed joins would be more people, and more people more missed
    joins, which makes a weak embedder's library fall apart.
    """
    ratio = np.exp(np.clip(odds + _CAUTION, -50.0, 50.0))
    to_right = np.where(size[left] < size[right], 1.0, np.where(size[left] > size[right], 0.0, 0.5))
    joined = np.bincount(left, ratio * to_right, minlength=len(size))
    joined += np.bincount(right, ratio * (1 - to_right), minlength=len(size))
    return float((1.0 / (1.0 + joined))[size > 0].sum())


def concentration(faces: int, people: float) -> float:
    """The concentration at which a Chinese restaurant process seats `faces` guests at `people` tables.

    The expected number of tables is the sum of c / (c + i) over guests i = 0, 1, ...; solved by bisection on the
    logarithm. It lies between 1 and the number of faces, where a library of strangers comes to rest.
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
