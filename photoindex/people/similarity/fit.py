"""Measure how well each face fits its group: a person, or a cluster.

The measure is the evidence between the face and the core of the group, with the face itself left out. It is judged
by the evidence that is usual in the group, by its spread there, and by the evidence that the face is somebody else.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.picked_rows import Vectors, picked
from photoindex.people.labels import ids_and_labels
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import ClusterSums, evidence_of_faces, evidence_within
from photoindex.people.similarity.sampling import evenly_spread, spread_over_people

FEWEST = 4
"""With fewer faces, a face that differs from the others says as little about itself as about the others."""

DOUBTFUL = 0.9
"""The bar for automatic names: below it, a face is not given a name that nobody confirmed."""

# The core is half of the faces: a robust estimate stands at most this share of wrong faces (Rousseeuw, "Least Median of
# Squares Regression", 1984).
_CORE = 0.5
_SMALLEST_CORE = 3

# The core is chosen again from what the last choice measured. It no longer changes after two or three times.
_CHOICES = 3

# The distance from the median to the upper quartile of a normal distribution, in standard deviations.
_UPPER_QUARTER = 0.6745

# The variance of the evidence of faces within one group, and the number of faces that this figure counts as. A small or
# uniform group would otherwise set too small a spread. In people of CelebA, LFW and Families in the Wild, the median is
# 0.3 to 0.7, and the 90 % quantile 0.4 to 1.9.
_VARIANCE, _COUNTS_AS = 2.0, 10.0

# The variance of the evidence between a face and other people, by construction of the unit of evidence.
_STRANGERS = 1.0

# A rival with this share of the group's usual evidence to its core may be the same person: another cluster, or the
# person whose name the group has not got yet. Without this limit, 25 % instead of 19 % of the right faces in Families
# in the Wild were doubtful.
_SAME_PERSON = 0.6

# At most this many faces of other people are compared, few of each person.
_MOST_RIVALS = 2000

# The core is compared with rivals by at most this many of its faces, evenly spread.
_MOST_OF_CORE = 1024

# The number of faces that are compared with all rivals at once: 1 MB of float64 for 500 rivals.
_BLOCK_ROWS = 256


@dataclass(frozen=True, slots=True)
class Rivals:
    """The faces of other people with whom the faces of a group are compared: `person` (int64 (m,)) is the id of the
    person of each. `embedding` is float32 (m, d) of unit length.
    """

    person: NDArray[np.int64]
    embedding: Vectors
    background: Background

    @property
    def label(self) -> NDArray[np.int64]:
        """The row of each face's person in the ascending ids of all persons: int64 (m,)."""
        return ids_and_labels(self.person)[1]

    def persons_at(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The persons in these rows of the ascending ids: int64, of the same shape."""
        return ids_and_labels(self.person)[0][rows]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well each face fits: `log_odds` (float64 (n,)) that it shows the same person as the rest of its group,
    and `rival` (int64 (n,)), the id of the person whom it fits better than its group, or `NO_PERSON`.
    """

    log_odds: NDArray[np.float64]
    rival: NDArray[np.int64]

    @property
    def probability(self) -> NDArray[np.float64]:
        """The same as probabilities in 0..1: float64 (n,)."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.log_odds, -36, 36))), dtype=np.float64)


def fit_of(embeddings: Vectors, background: Background, people: float, rivals: Rivals | None = None) -> Fit:
    """Measure the fit of each face of one group. The work grows linearly with the number of faces.

    Args:
        embeddings: float32 (n, d) of unit length; n is at least `FEWEST`.
        background: the background of these faces.
        people: the concentration of the prior (`Expectation.people`).
        rivals: faces of other people.
    """
    own, core = _evidence_with_core(embeddings, background)
    usual = float(np.median(own))
    # Wrong faces lie below the median, so the spread of the upper half is that of the right ones.
    spread = (float(np.quantile(own, 0.75)) - usual) / _UPPER_QUARTER
    variance = (len(own) * spread**2 + _COUNTS_AS * _VARIANCE) / (len(own) + _COUNTS_AS)
    same = _log_normal(np.minimum(own - usual, 0.0), variance) + np.log(len(own) - 1)
    other = _log_normal(np.maximum(own, 0.0), _STRANGERS) + np.log(people)
    rival = np.full(len(own), NO_PERSON)
    if rivals is not None and len(rivals.person):
        best, theirs = _best_rival(_Against(embeddings, background, own, usual, variance, core), rivals)
        rival = np.where((theirs > same) & (theirs > other), rivals.persons_at(best), NO_PERSON)
        other = np.logaddexp(other, theirs)
    return Fit(same - other, rival)


@dataclass(frozen=True, slots=True)
class _Against:
    """A group as rivals are compared with it."""

    embeddings: Vectors
    background: Background
    own: NDArray[np.float64]
    usual: float
    variance: float
    core: NDArray[np.int64]


def _evidence_with_core(embeddings: Vectors, background: Background) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The mean evidence between each face and the core, and the rows of the core."""
    own = evidence_within(np.zeros(len(embeddings), dtype=np.int64), embeddings, background)
    if len(own) < FEWEST:
        return own, np.arange(len(own))
    size = max(_SMALLEST_CORE, int(np.ceil(len(own) * _CORE)))
    core = np.arange(0)
    for _ in range(_CHOICES):
        chosen = np.sort(np.argsort(-own, kind="stable")[:size])
        if np.array_equal(chosen, core):
            break
        core = chosen
        one, vectors, around = np.zeros(len(core), dtype=np.int64), picked(embeddings, core), background[core]
        sums = ClusterSums(one, vectors, around)
        own = sums.evidence_of(embeddings, background, np.zeros(len(embeddings), dtype=np.int64))
        own[core] = evidence_within(one, vectors, around)
    return own, core


def _best_rival(group: _Against, rivals: Rivals) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The most likely rival of each face, and the log of its likelihood and prior: int64 and float64 (n,).

    If a face is the rival's, its evidence with the rival is as usual, and that with the group is what the core and the
    rival have with each other. If it is the group's, it is the other way round. A person who may be the same person as
    the group is left out, and a brother counts less than a stranger with the same evidence.
    """
    sums = ClusterSums(rivals.label, rivals.embedding, rivals.background)
    some = group.core[evenly_spread(len(group.core), _MOST_OF_CORE)]
    core = evidence_of_faces(group.embeddings[some], group.background[some], sums)
    between = np.minimum(np.median(core, axis=0), group.usual)
    # Somebody with more faces than the group is no likelier for that: the group holds the face already.
    prior = np.log(np.minimum(sums.size, len(group.own) - 1))
    prior[between >= _SAME_PERSON * group.usual] = -np.inf
    best, highest = np.empty(len(group.own), dtype=np.int64), np.empty(len(group.own))
    for start in range(0, len(best), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        evidence = evidence_of_faces(group.embeddings[rows], group.background[rows], sums)
        away = np.maximum(group.own[rows, None] - between, 0.0)
        ratio = _log_normal(np.minimum(evidence - group.usual, 0.0), group.variance)
        ratio -= _log_normal(np.maximum(evidence - between, 0.0), _STRANGERS)
        theirs = _log_normal(away, _STRANGERS) + ratio + prior
        best[rows] = theirs.argmax(axis=1)
        highest[rows] = theirs.max(axis=1)
    return best, highest


def _log_normal(difference: NDArray[np.float64], variance: float) -> NDArray[np.float64]:
    return np.asarray(-(difference**2) / (2 * variance) - np.log(variance) / 2, dtype=np.float64)


def rows_of_rivals(person: NDArray[np.int64], inside: NDArray[np.bool_], size: int) -> NDArray[np.int64]:
    """Choose faces of other people to compare a group with: their rows, ascending; at most `_MOST_RIVALS`.

    Args:
        person: the persons of all faces that have one: int64 (n,).
        inside: which of these faces are in the group: bool (n,).
        size: the number of faces in the group. A person with more than half of them is no rival.
    """
    owners, count = np.unique(person[inside], return_counts=True)
    rows = np.flatnonzero(~inside & ~np.isin(person, owners[2 * count > size]))
    return rows[spread_over_people(person[rows], _MOST_RIVALS)]


def best_fitting_first(embeddings: Vectors, background: Background) -> NDArray[np.int64]:
    """The rows of a group's faces in the order of their evidence with its core, the weakest last: int64 (n,).

    `embeddings` is float32 (n, d) of unit length, with at least one row.
    """
    return np.argsort(-_evidence_with_core(embeddings, background)[0], kind="stable")
