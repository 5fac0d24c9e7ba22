"""Turn evidence into the probability that a face is a certain person, calibrated by the library's own labels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors, picked
from photoindex.people.labels import dense
from photoindex.people.parties import ClusterIds, Parties, in_cluster, with_person
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.calibration import Calibration, calibrate
from photoindex.people.similarity.evidence import (
    ClusterSums,
    Expectation,
    evidence_of_clusters,
    evidence_of_faces,
    evidence_within,
)
from photoindex.people.similarity.neighbours import first_same_photo_pairs

# From this probability on, a face is given to a person without asking. Finding and removing a wrong face costs a user
# about ten times as much as answering yes, so nine in ten faces must be right, even of the least certain ones and in
# families, where fewer are right than the probability says.
AUTOMATIC = 0.95

# From this probability on, a person who has no face in the face's cluster is suggested. The face is then more likely
# than not to be that person.
SUGGESTED = 0.5

# The largest number of labels of each kind that is used. It is enough to fit a line.
_LABELS = 5000

# The number of faces or clusters that are compared with all persons at once: 1 MB of float32 for 1,000 persons.
_BLOCK_ROWS = 256


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of the last clustering: `background` holds float64 (n,) arrays, one entry per face, and
    `expectation` the parameters by which joins were judged.
    """

    background: Background
    expectation: Expectation


def calibration_of(embeddings: Vectors, photo: NDArray[np.int64], person: Parties, measured: Measured) -> Calibration:
    """Learn from the library. Pairs of confirmed faces of one person are the examples of the same person. Pairs of
    confirmed faces of two persons and pairs of faces in one photo are the examples of different people.

    `embeddings` is float32 (n, d) of unit length, `photo` int64 (n,). `person` (n,) names a person for confirmed faces
    only.
    """
    confirmed = np.flatnonzero(with_person(person))[:_LABELS]
    same, others = _confirmed_odds(embeddings[confirmed], person[confirmed], measured.background[confirmed], measured)
    left, right = first_same_photo_pairs(photo, _LABELS)
    similarity = np.einsum("nd,nd->n", embeddings[left], embeddings[right])
    evidence = measured.background.evidence(left, right, similarity)
    neighbours = measured.expectation.log_odds(evidence, np.ones(len(left)), np.ones(len(left)))
    return calibrate(same, np.concatenate([others, neighbours]))


def _confirmed_odds(
    embeddings: NDArray[np.float32], person: NDArray[np.int64], background: Background, measured: Measured
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each confirmed face, the log odds that it is the same person as its person's other faces, and as the most
    similar other person.
    """
    if len(person) == 0:
        return np.empty(0), np.empty(0)
    labels = dense(person)
    sums = ClusterSums(labels, embeddings, background)
    size = sums.size[labels]
    own = measured.expectation.log_odds(evidence_within(labels, embeddings, background), size - 1, np.ones(len(size)))
    if len(sums.size) < 2:
        return own[size > 1], np.empty(0)
    nearest, highest = strongest(embeddings, background, sums, labels)
    return own[size > 1], measured.expectation.log_odds(highest, sums.size[nearest], np.ones(len(labels)))


def strongest(
    embeddings: Vectors, background: Background, sums: ClusterSums, own: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each face, the cluster with the strongest evidence, leaving out the face's `own`, and this evidence: int64
    and float64 (n,). All faces at once would need tens of megabytes.
    """
    best, highest = np.empty(len(embeddings), dtype=np.int64), np.empty(len(embeddings))
    for start in range(0, len(embeddings), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        evidence = evidence_of_faces(embeddings[block], background[block], sums)
        here = np.arange(len(evidence))
        if own is not None:
            evidence[here, own[block]] = -np.inf
        best[block] = evidence.argmax(axis=1)
        highest[block] = evidence[here, best[block]]
    return best, highest


def strongest_clusters(one: ClusterSums, other: ClusterSums) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each cluster of `one`, the cluster of `other` with the strongest evidence, and this evidence: int64 and
    float64 (g,).
    """
    best, highest = np.empty(len(one.size), dtype=np.int64), np.empty(len(one.size))
    for start in range(0, len(one.size), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        evidence = evidence_of_clusters(one, block, other)
        best[block] = evidence.argmax(axis=1)
        highest[block] = np.take_along_axis(evidence, best[block, None], axis=1)[:, 0]
    return best, highest


def probability_within(
    embeddings: Vectors, labels: NDArray[np.int64], measured: Measured, calibration: Calibration
) -> NDArray[np.float64]:
    """The probability that each face is the same person as the other faces with its label: float64 (n,).

    `labels` is int64 (n,), negative for a face without a label. The probability is 1 for faces without a label and for
    faces whose label no other face has.
    """
    result = np.ones(len(labels), dtype=np.float64)
    labelled = np.flatnonzero(labels >= 0)
    own = dense(labels[labelled])
    others = (np.bincount(own)[own] - 1).astype(np.float64)
    evidence = evidence_within(own, picked(embeddings, labelled), measured.background[labelled])
    odds = measured.expectation.log_odds(evidence, others, np.ones(len(others)))
    result[labelled] = np.where(others > 0, calibration.probability_same(odds), 1.0)
    return result


def estimated_precision(
    embeddings: Vectors, clusters: ClusterIds, measured: Measured, calibration: Calibration
) -> float:
    """The mean of `probability_within` over all faces that are in a cluster (0..1), or 1 if no face is in a cluster."""
    inside = in_cluster(clusters)
    probability = probability_within(embeddings, clusters, measured, calibration)
    return float(probability[inside].mean()) if inside.any() else 1.0
