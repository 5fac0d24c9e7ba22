"""Joining groups of faces by evidence: is their mean similarity that of one person or of two?

Agglomeration by the exact mean over all pairs (average linkage), where the bar adapts to the library: a likelihood
ratio of "same person" against "strangers" must overcome a prior that counts how many people there seem to be.
"""

import heapq
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.people.background import Background

# Evidence is in deviations of a stranger's similarity, so one pair of strangers has variance 1 by construction. Of a
# mean over many pairs this share remains: a look-alike is a look-alike in every photo.
_SHARED_VARIANCE = 0.7

# Mean evidence within one person varies from person to person with this deviation (a child grows, a face is turned).
_PERSON_DEVIATION = 2.0

# A wrong join costs a user more than a missed one: it must be e times as likely to be right.
_CAUTION = 1.0

# Typical evidence within one person, before the library has shown its own, and the range it may take.
_TYPICAL_START = 5.5
_TYPICAL_RANGE = (4.0, 12.0)

# A group's own evidence counts from so many faces on: two faces were joined for being similar.
_TYPICAL_MIN_FACES = 3

# Refitting ends when the number of people moves by less than this share, or after so many rounds.
_SETTLED = 0.02
_MAX_ROUNDS = 5


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

        Strangers: normal about 0 with variance w + (1 - w) / larger. One person: normal about `typical`, where more
        than typical is not held against them. The prior is the Chinese restaurant process: a face joins a person by
        the number of faces that person has, a new one by `people`.
        """
        larger, smaller = np.maximum(one, other), np.minimum(one, other)
        variance = _SHARED_VARIANCE + (1 - _SHARED_VARIANCE) / larger
        as_strangers = np.maximum(evidence, 0.0) ** 2 / (2 * variance) + np.log(variance) / 2
        shortfall = np.maximum(self.typical - evidence, 0.0)
        as_person = -(shortfall**2) / (2 * _PERSON_DEVIATION**2) - math.log(_PERSON_DEVIATION)
        prior = np.log(larger / smaller) - math.log(self.people)
        odds = as_strangers + as_person + prior - _CAUTION
        return np.where((larger == 1) & (evidence < self.pair_floor), -np.inf, odds)


class Groups:
    """Groups of faces with the sums from which the mean evidence between any two follows exactly.

    For faces x with background mean m and deviation s: V = sum x, U = sum x/s and B = sum m/s give the mean over all
    pairs of ((c - m_a)/s_a + (c - m_b)/s_b)/2 as ((U_A.V_B + V_A.U_B)/(n_A n_B) - B_A/n_A - B_B/n_B)/2.
    """

    def __init__(self, labels: NDArray[np.int64], embeddings: NDArray[np.float32], background: Background) -> None:
        count = int(labels.max(initial=-1)) + 1
        order = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[order], np.arange(count))
        vectors = embeddings.astype(np.float64)
        scaled = vectors / background.deviation[:, None]
        self.sum = np.add.reduceat(vectors[order], starts, axis=0)
        self.scaled = np.add.reduceat(scaled[order], starts, axis=0)
        self.offset = np.bincount(labels, background.mean / background.deviation, minlength=count)
        self.size = np.bincount(labels, minlength=count).astype(np.float64)

    def evidence(self, group: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        """The mean evidence between one group and each of the others."""
        crossed = self.sum[others] @ self.scaled[group] + self.scaled[others] @ self.sum[group]
        pairs = self.size[others] * self.size[group]
        offsets = self.offset[others] / self.size[others] + self.offset[group] / self.size[group]
        return np.asarray((crossed / pairs - offsets) / 2, dtype=np.float64)

    def absorb(self, group: int, other: int) -> None:
        """Add the faces of `other` to `group`."""
        for sums in (self.sum, self.scaled, self.offset, self.size):
            sums[group] += sums[other]


def join_by_evidence(
    embeddings: NDArray[np.float32],
    photo: NDArray[np.int64],
    background: Background,
    seeds: NDArray[np.int64],
    *,
    links: tuple[NDArray[np.int64], NDArray[np.int64]],
    pair_floor: float,
) -> NDArray[np.int64]:
    """Join seed groups and single faces while the evidence says that they are one person: int64 (n,) labels from 0.

    `embeddings` is float32 (n, d) of unit length, `photo` and `seeds` are int64 (n,), a negative seed is a single
    face, and no seed holds two faces of one photo. `links` are the face pairs whose groups are candidates;
    `pair_floor` is the least evidence that joins two single faces. The number of people and their typical evidence
    start cautious and are refitted to the outcome until they stay.
    """
    start = _dense(seeds)
    expectation = Expectation(people=max(len(seeds) / 3, 1.0), typical=_TYPICAL_START, pair_floor=pair_floor)
    labels = start
    for _ in range(_MAX_ROUNDS):
        groups = Groups(start, embeddings, background)
        labels = _Agglomeration(groups, start, photo, links, expectation).run()
        people, typical = _refitted(labels, embeddings, background)
        settled = math.isclose(people, expectation.people, rel_tol=_SETTLED)
        expectation = replace(expectation, people=people, typical=typical)
        if settled:
            break
    return labels


class _Agglomeration:
    """One pass: the most certain join first, each group's candidates rescored after it has grown."""

    def __init__(
        self,
        groups: Groups,
        start: NDArray[np.int64],
        photo: NDArray[np.int64],
        links: tuple[NDArray[np.int64], NDArray[np.int64]],
        expectation: Expectation,
    ) -> None:
        self.start = start
        self.expectation = expectation
        self.groups = groups
        count = len(groups.size)
        self.into = list(range(count))
        self.version = [0] * count
        self.photos: list[set[int]] = [set() for _ in range(count)]
        for group, name in zip(start.tolist(), photo.tolist(), strict=True):
            self.photos[group].add(name)
        self.candidates = _adjacency(start[links[0]], start[links[1]], count)
        self.heap: list[tuple[float, int, int, int, int]] = []

    def run(self) -> NDArray[np.int64]:
        for group, others in enumerate(self.candidates):
            self._score(group, [other for other in others if other > group])
        while self.heap:
            _, one, other, version_one, version_other = heapq.heappop(self.heap)
            current = self.version[one] == version_one and self.version[other] == version_other
            if current and self.photos[one].isdisjoint(self.photos[other]):
                self._join(one, other)
        return _dense(np.array([self._root(group) for group in range(len(self.into))], dtype=np.int64)[self.start])

    def _score(self, group: int, others: list[int]) -> None:
        if not others:
            return
        indices = np.array(sorted(others), dtype=np.int64)
        size = self.groups.size
        odds = self.expectation.log_odds(self.groups.evidence(group, indices), size[indices], size[group])
        for place in np.flatnonzero(odds > 0).tolist():
            other = int(indices[place])
            one, two = min(group, other), max(group, other)
            heapq.heappush(self.heap, (-float(odds[place]), one, two, self.version[one], self.version[two]))

    def _join(self, one: int, other: int) -> None:
        self.groups.absorb(one, other)
        self.into[other] = one
        self.version[one] += 1
        self.version[other] = -1
        self.photos[one] |= self.photos[other]
        moved = self.candidates[other]
        for neighbour in moved:
            self.candidates[neighbour].discard(other)
            if neighbour != one:
                self.candidates[neighbour].add(one)
        self.candidates[one] |= moved
        self.candidates[one] -= {one, other}
        self.candidates[other] = set()
        self._score(one, list(self.candidates[one]))

    def _root(self, group: int) -> int:
        while self.into[group] != group:
            group = self.into[group]
        return group


def _refitted(
    labels: NDArray[np.int64], embeddings: NDArray[np.float32], background: Background
) -> tuple[float, float]:
    """The prior's concentration and the typical evidence within one person, read from a finished grouping."""
    groups = Groups(labels, embeddings, background)
    counted = groups.size[labels] >= _TYPICAL_MIN_FACES
    typical = _TYPICAL_START
    if counted.any():
        within = _evidence_within(groups, labels, embeddings, background)
        typical = float(np.clip(np.median(within[counted]), *_TYPICAL_RANGE))
    return _concentration(len(labels), len(groups.size)), typical


def _evidence_within(
    groups: Groups, labels: NDArray[np.int64], embeddings: NDArray[np.float32], background: Background
) -> NDArray[np.float64]:
    """The mean evidence between each face and the rest of its group: float64 (n,), 0 for single faces."""
    vectors = embeddings.astype(np.float64)
    scaled = vectors / background.deviation[:, None]
    offset = background.mean / background.deviation
    others = np.maximum(groups.size[labels] - 1, 1)
    from_face = np.einsum("nd,nd->n", scaled, groups.sum[labels] - vectors) / others - offset
    from_rest = np.einsum("nd,nd->n", vectors, groups.scaled[labels] - scaled) / others
    from_rest -= (groups.offset[labels] - offset) / others
    return np.asarray((from_face + from_rest) / 2, dtype=np.float64)


def _concentration(faces: int, people: int) -> float:
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


def _adjacency(left: NDArray[np.int64], right: NDArray[np.int64], count: int) -> list[set[int]]:
    adjacency: list[set[int]] = [set() for _ in range(count)]
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        if one != other:
            adjacency[one].add(other)
            adjacency[other].add(one)
    return adjacency


def _dense(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Labels from 0 without gaps, in order of first appearance of each; a negative one becomes a group of its own."""
    renamed = labels.copy()
    single = renamed < 0
    renamed[single] = renamed.max(initial=-1) + 1 + np.arange(int(single.sum()))
    dense: NDArray[np.int64] = np.unique(renamed, return_inverse=True)[1].astype(np.int64)
    return dense
