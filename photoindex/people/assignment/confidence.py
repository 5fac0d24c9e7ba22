"""How sure it is that a face is somebody: evidence, turned into a probability that the library's own labels correct."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.clustering.agglomeration import dense
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.calibration import Calibration, calibrate
from photoindex.people.similarity.evidence import Expectation, Groups, evidence_within
from photoindex.people.similarity.neighbours import same_photo_pairs

# Enough labels of each kind to learn a line from.
_LABELS = 5000

_BLOCK_ROWS = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """What the last grouping measured: each face's background, float64 (n,) each, and what joins were judged by."""

    background: Background
    expectation: Expectation


def calibration_of(
    embeddings: NDArray[np.float32], photo: NDArray[np.int64], person: NDArray[np.int64], measured: Measured
) -> Calibration:
    """Learn from the library: confirmed faces of one person are the same, of two persons different, and so are two
    faces of one photo.

    `embeddings` is float32 (n, d) of unit length, `photo` int64 (n,), `person` int64 (n,), negative for a face that
    nobody confirmed.
    """
    confirmed = np.flatnonzero(person >= 0)[:_LABELS]
    same, others = _confirmed_odds(embeddings[confirmed], person[confirmed], measured.background[confirmed], measured)
    left, right = (side[:_LABELS] for side in same_photo_pairs(photo))
    similarity = np.einsum("nd,nd->n", embeddings[left], embeddings[right])
    evidence = measured.background.evidence(left, right, similarity)
    neighbours = measured.expectation.log_odds(evidence, np.ones(len(left)), np.ones(len(left)))
    return calibrate(same, np.concatenate([others, neighbours]))


def _confirmed_odds(
    embeddings: NDArray[np.float32], person: NDArray[np.int64], background: Background, measured: Measured
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The log odds of each confirmed face with the rest of its person, and with the other person it is most like."""
    if len(person) == 0:
        return np.empty(0), np.empty(0)
    labels = dense(person)
    groups = Groups(labels, embeddings, background)
    size = groups.size[labels]
    own = measured.expectation.log_odds(evidence_within(labels, embeddings, background), size - 1, np.ones(len(size)))
    if len(groups.size) < 2:
        return own[size > 1], np.empty(0)
    evidence = _evidence_with_groups(embeddings, background, groups)
    evidence[np.arange(len(labels)), labels] = -np.inf
    nearest = evidence.argmax(axis=1)
    highest = evidence[np.arange(len(labels)), nearest].astype(np.float64)
    return own[size > 1], measured.expectation.log_odds(highest, groups.size[nearest], np.ones(len(labels)))


def _evidence_with_groups(
    embeddings: NDArray[np.float32], background: Background, groups: Groups
) -> NDArray[np.float32]:
    """The mean evidence between single faces, (n, d), and each of the groups: float32 (n, g)."""
    scaled = embeddings / background.deviation[:, None].astype(np.float32)
    size = groups.size.astype(np.float32)
    evidence = scaled @ (groups.sum / size[:, None]).T + embeddings @ (groups.scaled / size[:, None]).T
    evidence -= (background.mean / background.deviation)[:, None].astype(np.float32)
    evidence -= (groups.offset / groups.size).astype(np.float32)
    return np.asarray(evidence / 2, dtype=np.float32)


def within_groups(
    embeddings: NDArray[np.float32], labels: NDArray[np.int64], measured: Measured, calibration: Calibration
) -> NDArray[np.float64]:
    """The probability of each face to be the same person as the rest of its group, float64 (n,); 1 for single faces.

    `labels` is int64 (n,), negative for a face in no group.
    """
    result = np.ones(len(labels), dtype=np.float64)
    grouped = np.flatnonzero(labels >= 0)
    groups = dense(labels[grouped])
    others = (np.bincount(groups)[groups] - 1).astype(np.float64)
    evidence = evidence_within(groups, embeddings[grouped], measured.background[grouped])
    odds = measured.expectation.log_odds(evidence, others, np.ones(len(others)))
    result[grouped] = np.where(others > 0, calibration.probability_same(odds), 1.0)
    return result


def estimated_precision(
    embeddings: NDArray[np.float32], labels: NDArray[np.int64], measured: Measured, calibration: Calibration
) -> float:
    """The mean of `within_groups` over the faces that are in a group: 0..1, and 1 where there is none."""
    grouped = labels >= 0
    return float(within_groups(embeddings, labels, measured, calibration)[grouped].mean()) if grouped.any() else 1.0


def most_likely(
    places: NDArray[np.int64],
    parties: NDArray[np.int64],
    embeddings: NDArray[np.float32],
    measured: Measured,
    calibration: Calibration,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each of the faces at `places` the party that the evidence is strongest for, and its probability.

    `parties` is int64 (n,), what each face was found to be, negative for none; there is at least one.
    """
    known = np.flatnonzero(parties >= 0)
    names, labels = np.unique(parties[known], return_inverse=True)
    groups = Groups(labels.astype(np.int64), embeddings[known], measured.background[known])
    likely, chance = np.empty(len(places), dtype=np.int64), np.empty(len(places), dtype=np.float64)
    for start in range(0, len(places), _BLOCK_ROWS):
        block = places[start : start + _BLOCK_ROWS]
        evidence = _evidence_with_groups(embeddings[block], measured.background[block], groups)
        best = evidence.argmax(axis=1)
        highest = evidence[np.arange(len(block)), best].astype(np.float64)
        odds = measured.expectation.log_odds(highest, groups.size[best], np.ones(len(block)))
        likely[start : start + len(block)] = names[best]
        chance[start : start + len(block)] = calibration.probability_same(odds)
    return likely, chance
