"""Join clusters of faces by evidence, the most certain pairs first, until the estimated number of people is stable."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.people.clustering.constraints import Constraints, JoinLimits
from photoindex.people.clustering.dividing import Library, divide_indistinct
from photoindex.people.clustering.joining import EXACT, QUICK, Agglomeration, Pace, Pairs, links_of
from photoindex.people.clustering.named_persons import unite_confirmed
from photoindex.people.labels import dense
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.estimates import TYPICAL_START, concentration, typical_evidence
from photoindex.people.similarity.evidence import ClusterSums, Expectation, evidence_of_members

# Refitting ends when the number of people changes by less than this share, or after this many rounds. If the number
# changes by some share, the bar moves by about the same amount, in natural logarithms.
_SETTLED = 0.1
_MAX_FITS = 6


@dataclass(frozen=True, slots=True)
class Joined:
    """`labels` is int64 (n,), numbered from 0 without gaps. `expectation` holds the parameters by which the final pass
    judged joins. `indistinct` is bool (n,): the faces that are single because their cluster did not stand out.
    """

    labels: NDArray[np.int64]
    expectation: Expectation
    indistinct: NDArray[np.bool_]


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
    """Starting from single faces, join clusters while the evidence says that they are one person. Then divide the
    clusters that do not stand out, and unite the clusters of each named person.

    `embeddings` is float32 (n, d) of unit length, `photo` int64 (n,). `links` are the pairs of faces whose clusters are
    candidates; `pair_floor` is the least evidence with which two single faces are joined. `poor` (bool, (n,)) marks
    faces that may join clusters with other faces, but never form a cluster among themselves. The number of people and
    the typical evidence within one person start from cautious values. They are refitted to the outcome until the number
    of people hardly changes.
    """
    known = constraints or Constraints.none(len(photo))
    start = np.arange(len(photo), dtype=np.int64)
    good = np.ones(len(photo), dtype=bool) if poor is None else ~poor
    pairs = links_of(start, _with_twice(links, known))
    at_first = ClusterSums(start, embeddings, background).evidence(*pairs)

    def joined(expectation: Expectation, pace: Pace) -> tuple[NDArray[np.int64], Expectation]:
        clusters = ClusterSums(start, embeddings, background)
        run = Agglomeration(clusters, pairs, at_first, expectation, good.copy())
        root = run.join_all(JoinLimits(start, photo, known), pace)
        within = evidence_of_members(root, embeddings, background, clusters)
        return dense(root), _refitted(expectation, run.people(), within, clusters.size[root])

    expectation = Expectation(people=max(len(photo) / 3, 1.0), typical=TYPICAL_START, pair_floor=pair_floor)
    moved = 0.0
    for _ in range(_MAX_FITS):
        _, fitted = joined(expectation, QUICK)
        settled = math.isclose(fitted.people, expectation.people, rel_tol=_SETTLED)
        before, moved = moved, math.log(fitted.people / expectation.people)
        # In libraries of few people, two expectations may lead to each other for ever.
        expectation = _halfway(expectation, fitted) if before * moved < 0 else fitted
        if settled:
            break
    labels, expectation = joined(expectation, EXACT)
    library = Library(embeddings, photo, background, good, known)
    divided = divide_indistinct(labels, library, links, expectation)
    united = unite_confirmed(divided, photo, known)
    indistinct = _several(labels) & ~_several(divided) & ~_several(united)
    return Joined(dense(united), expectation, indistinct)


def _several(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each face has others in its cluster: bool (n,)."""
    return np.asarray(np.bincount(labels)[labels] > 1)


def _with_twice(links: Pairs, constraints: Constraints) -> Pairs:
    """Add to the candidates the pairs of faces in one photo that may be one person. The candidates lack such pairs
    because neighbours are never in the same photo.
    """
    pairs = np.array(sorted(constraints.twice), dtype=np.int64).reshape(-1, 2)
    return np.concatenate([links[0], pairs[:, 0]]), np.concatenate([links[1], pairs[:, 1]])


def join_new_faces(
    clusters: ClusterSums,
    start: NDArray[np.int64],
    photo: NDArray[np.int64],
    *,
    settled: frozenset[int],
    links: Pairs,
    expectation: Expectation,
    constraints: Constraints,
) -> NDArray[np.int64]:
    """Join clusters while a join is worth it, but never two `settled` clusters. Returns the cluster that each cluster
    became part of.

    `start` is int64 (n,), the cluster of each face from 0; the other arguments are as for `join_by_evidence`.
    """
    good = np.ones(len(clusters.size), dtype=bool)
    pairs = links_of(start, links)
    run = Agglomeration(clusters, pairs, clusters.evidence(*pairs), expectation, good)
    return run.join_all(JoinLimits(start, photo, constraints, settled), EXACT)


def _halfway(one: Expectation, other: Expectation) -> Expectation:
    return replace(one, people=math.sqrt(one.people * other.people), typical=(one.typical + other.typical) / 2)


def _refitted(
    expectation: Expectation, people: float, within: NDArray[np.float64], size: NDArray[np.float64]
) -> Expectation:
    prior = concentration(len(within), max(people, 1.0))
    return replace(expectation, people=prior, typical=typical_evidence(within, size))
