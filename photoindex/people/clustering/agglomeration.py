"""Joining groups of faces by evidence, the most certain first, in rounds that take whole arrays.

In each round every group looks for its best partner. Groups that choose each other join, which for average linkage
gives what joining one best pair after the other gives (reciprocal nearest neighbours: Murtagh, "A Survey of Recent
Advances in Hierarchical Clustering Algorithms", 1983). Small groups that choose a much larger one join it together,
so that somebody with thousands of photos does not take thousands of rounds.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.people.clustering.constraints import Constraints, Limits
from photoindex.people.clustering.named_looks import unite_confirmed
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import (
    TYPICAL_START,
    Expectation,
    Groups,
    concentration,
    count_people,
    evidence_of_members,
    typical_evidence,
)

# Refitting ends when the number of people moves by less than this share, which moves the bar by as much in natural
# logarithms, or after so many rounds.
_SETTLED = 0.1
_MAX_FITS = 6


@dataclass(frozen=True, slots=True)
class _Pace:
    """A group may join one that did not choose it if that is `larger` times its size and grows by at most the share
    `growth` in one round. Where its mean hardly moves, the order among those that join it does not matter.
    """

    larger: float
    growth: float


_EXACT = _Pace(larger=4.0, growth=0.25)

# Twice as fast; good enough to count people by, and .003 worse in B-cubed F to group them by.
_QUICK = _Pace(larger=1.0, growth=1.0)

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Joined:
    """`labels` is int64 (n,) from 0, with what they were judged by in the end."""

    labels: NDArray[np.int64]
    expectation: Expectation


def join_by_evidence(
    embeddings: NDArray[np.float32],
    photo: NDArray[np.int64],
    background: Background,
    *,
    links: Pairs,
    pair_floor: float,
    constraints: Constraints | None = None,
    poor: NDArray[np.bool_] | None = None,
) -> Joined:
    """Join single faces while the evidence says that they are one person, and then the looks of each named person.

    `embeddings` is float32 (n, d) of unit length, `photo` int64 (n,). `links` are the face pairs whose groups are
    candidates; `pair_floor` is the least evidence that joins two single faces. `poor` faces, bool (n,), join groups
    with others but never each other alone. The number of people and their typical evidence start cautious and are
    refitted to the outcome until they stay.
    """
    known = constraints or Constraints.none(len(photo))
    start = np.arange(len(photo), dtype=np.int64)
    good = np.ones(len(photo), dtype=bool) if poor is None else ~poor
    pairs = links_of(start, _with_twice(links, known))
    at_first = Groups(start, embeddings, background).evidence(*pairs)

    def joined(expectation: Expectation, pace: _Pace) -> Joined:
        groups = Groups(start, embeddings, background)
        run = _Agglomeration(groups, pairs, at_first, expectation, good.copy())
        root = run.join_all(Limits(start, photo, known), pace)
        within = evidence_of_members(root, embeddings, background, groups)
        return Joined(dense(root), _refitted(expectation, run.people(), within, groups.size[root]))

    expectation = Expectation(people=max(len(photo) / 3, 1.0), typical=TYPICAL_START, pair_floor=pair_floor)
    for _ in range(_MAX_FITS):
        fitted = joined(expectation, _QUICK).expectation
        settled = math.isclose(fitted.people, expectation.people, rel_tol=_SETTLED)
        expectation = fitted
        if settled:
            break
    final = joined(expectation, _EXACT)
    return Joined(dense(unite_confirmed(final.labels, photo, known)), final.expectation)


def _with_twice(links: Pairs, constraints: Constraints) -> Pairs:
    """Faces of one photo are not among each other's neighbours, but those that may be one person are candidates."""
    pairs = np.array(sorted(constraints.twice), dtype=np.int64).reshape(-1, 2)
    return np.concatenate([links[0], pairs[:, 0]]), np.concatenate([links[1], pairs[:, 1]])


def join_newcomers(
    groups: Groups,
    start: NDArray[np.int64],
    photo: NDArray[np.int64],
    *,
    settled: frozenset[int],
    links: Pairs,
    expectation: Expectation,
    constraints: Constraints,
) -> NDArray[np.int64]:
    """Join groups while that is worth it, but no two `settled` ones: for each group the one it has become part of.

    `start` is int64 (n,), the group of each face from 0; the other arguments are as for `join_by_evidence`.
    """
    good = np.ones(len(groups.size), dtype=bool)
    pairs = links_of(start, links)
    run = _Agglomeration(groups, pairs, groups.evidence(*pairs), expectation, good)
    return run.join_all(Limits(start, photo, constraints, settled), _EXACT)


def _refitted(
    expectation: Expectation, people: float, within: NDArray[np.float64], size: NDArray[np.float64]
) -> Expectation:
    prior = concentration(len(within), max(people, 1.0))
    return replace(expectation, people=prior, typical=typical_evidence(within, size))


class _Agglomeration:
    """One pass over the candidates of groups, which are renamed to the group they have become part of."""

    def __init__(
        self,
        groups: Groups,
        links: Pairs,
        evidence: NDArray[np.float64],
        expectation: Expectation,
        good: NDArray[np.bool_],
    ) -> None:
        """`evidence` is that of the links, float64 (m,)."""
        self.groups, self.expectation, self.good = groups, expectation, good
        self.left, self.right = links
        self.evidence = evidence.copy()
        self.worth = self._worth(np.arange(len(evidence)))

    def join_all(self, limits: Limits, pace: _Pace) -> NDArray[np.int64]:
        """Join until nothing is worth joining: the group that each one has become part of, int64 (g,)."""
        root = np.arange(len(self.groups.size))
        while True:
            joins, refused = self._choose(limits, pace)
            if not joins and not refused:
                return root
            self._drop(refused)
            if joins:
                into = self._apply(np.array(joins, dtype=np.int64))
                root = into[root]

    def people(self) -> float:
        """How many people the groups seem to be, see `count_people`."""
        size = self.groups.size
        odds = self.expectation.log_odds(self.evidence, size[self.left], size[self.right])
        return count_people(self.left, self.right, odds, size)

    def _rescore(self, places: NDArray[np.int64]) -> None:
        self.evidence[places] = self.groups.evidence(self.left[places], self.right[places])
        self.worth[places] = self._worth(places)

    def _worth(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        left, right, size = self.left[places], self.right[places], self.groups.size
        worth = self.expectation.worth(self.evidence[places], size[left], size[right])
        worth[~self.good[left] & ~self.good[right]] = -np.inf
        return worth

    def _choose(self, limits: Limits, pace: _Pace) -> tuple[list[tuple[int, int]], list[int]]:
        """The joins of this round as (group, what becomes part of it), and the candidates that are forbidden."""
        best = self._best_of_each()
        wanted = np.zeros(len(self.worth), dtype=bool)
        wanted[best[best >= 0]] = True
        chosen = np.flatnonzero(wanted)
        chosen = chosen[np.argsort(-self.worth[chosen], kind="stable")]
        one, other, size = self.left[chosen], self.right[chosen], self.groups.size
        mutual = (best[one] == chosen) & (best[other] == chosen)
        # A group joins the larger of two that chose each other, else the one that it chose.
        swap = np.where(mutual, size[one] < size[other], best[one] == chosen)
        group, joining = np.where(swap, other, one), np.where(swap, one, other)
        possible = mutual | (size[group] >= pace.larger * size[joining])
        room = np.maximum(size * pace.growth, 1.0)
        joins, refused, gone, grown = [], [], set(), set()
        for place, into, part, both in zip(
            chosen[possible].tolist(), group[possible].tolist(), joining[possible].tolist(), mutual[possible].tolist(),
            strict=True,
        ):  # fmt: skip
            if into in gone or part in gone or part in grown or not (both or room[into] >= size[part]):
                continue
            if not limits.allows(into, part):
                refused.append(place)
                continue
            limits.join(into, part)
            joins.append((into, part))
            gone.add(part)
            grown.add(into)
            room[into] -= size[part]
        return joins, refused

    def _best_of_each(self) -> NDArray[np.int64]:
        """The candidate that is worth most to each group, int64 (g,), -1 where none is worth anything."""
        worthy = np.flatnonzero(self.worth > 0)
        worth = self.worth[worthy]
        highest, best = np.zeros(len(self.groups.size)), np.full(len(self.groups.size), -1, dtype=np.int64)
        sides = self.left[worthy], self.right[worthy]
        for side in sides:
            np.maximum.at(highest, side, worth)
        for side in sides:
            # Among equals both sides prefer the last, or copies of a face might all choose past each other.
            top = np.flatnonzero(worth == highest[side])
            np.maximum.at(best, side[top], worthy[top])
        return best

    def _drop(self, refused: list[int]) -> None:
        """Forget forbidden candidates: what is forbidden for two groups is so for all they become part of."""
        kept = np.ones(len(self.left), dtype=bool)
        kept[refused] = False
        self.left, self.right = self.left[kept], self.right[kept]
        self.evidence, self.worth = self.evidence[kept], self.worth[kept]

    def _apply(self, joins: NDArray[np.int64]) -> NDArray[np.int64]:
        """Make the joins; returns the group that each one has become part of, int64 (g,)."""
        group, part = joins.T
        self.groups.absorb(group, part)
        self.groups.size[part] = 0
        np.logical_or.at(self.good, group, self.good[part])
        into = np.arange(len(self.groups.size))
        into[part] = group
        changed = np.zeros(len(into), dtype=bool)
        changed[group] = True
        touched = np.flatnonzero(changed[into[self.left]] | changed[into[self.right]])
        self._rename(into, touched)
        self._rescore(np.flatnonzero(changed[self.left] | changed[self.right]))
        return into

    def _rename(self, into: NDArray[np.int64], touched: NDArray[np.int64]) -> None:
        """Let the touched candidates speak of the groups there are now, each pair once."""
        one, other = into[self.left[touched]], into[self.right[touched]]
        keys = np.minimum(one, other) * len(into) + np.maximum(one, other)
        unique, first = _unique(keys)
        left, right = unique // len(into), unique % len(into)
        apart = left != right
        kept = np.ones(len(self.left), dtype=bool)
        kept[touched] = False
        self.left = np.concatenate([self.left[kept], left[apart]])
        self.right = np.concatenate([self.right[kept], right[apart]])
        of = touched[first[apart]]
        self.evidence = np.concatenate([self.evidence[kept], self.evidence[of]])
        self.worth = np.concatenate([self.worth[kept], self.worth[of]])


def links_of(start: NDArray[np.int64], links: Pairs) -> Pairs:
    """Each pair of groups that a pair of faces links, once, the lower first."""
    one, other = start[links[0]], start[links[1]]
    count = max(int(start.max(initial=0)) + 1, 1)
    keys, _ = _unique(np.minimum(one, other)[one != other] * count + np.maximum(one, other)[one != other])
    return keys // count, keys % count


def _unique(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different keys in ascending order and a place of each: sorting integers beats hashing them many times."""
    order = np.argsort(keys)
    ordered = keys[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first], order[first]


def dense(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Labels from 0 without gaps, in ascending order; a negative one becomes a group of its own."""
    renamed = labels.copy()
    single = renamed < 0
    renamed[single] = renamed.max(initial=-1) + 1 + np.arange(int(single.sum()))
    result: NDArray[np.int64] = np.unique(renamed, return_inverse=True)[1].astype(np.int64)
    return result
