"""Measure verification on labelled faces: how well the similarity of two faces tells whether they are one person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# In larger libraries, only this many faces, evenly spread, are compared with each other. They make 50 million pairs.
_MOST_FACES = 10_000

_BLOCK_ROWS = 1024

# Similarities are counted in steps of one thousandth.
_STEPS = 2000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two faces, by their rows, and their similarity."""

    one: int
    other: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Verification:
    """The rates at each threshold. All arrays are float64 (t,); thresholds ascend in steps of 0.001.

    `true_positives` is the share of all same-person pairs that reach the threshold; `false_positives` is the share of
    all different-person pairs that reach it. `same` and `different` are the numbers of same-person and different-person
    pairs. `hardest_same` holds the least similar same-person pairs and `hardest_different` the most similar
    different-person pairs, hardest first.
    """

    same: int
    different: int
    threshold: NDArray[np.float64]
    true_positives: NDArray[np.float64]
    false_positives: NDArray[np.float64]
    hardest_same: tuple[Pair, ...]
    hardest_different: tuple[Pair, ...]

    @property
    def accuracy(self) -> NDArray[np.float64]:
        """The mean of two shares of right answers: the share among same-person pairs, and the share among
        different-person pairs.
        """
        return (self.true_positives + 1 - self.false_positives) / 2

    @property
    def best(self) -> int:
        """The index of the threshold with the best accuracy."""
        return int(self.accuracy.argmax())

    def true_positives_at(self, false_positives: float) -> float:
        """The share of same-person pairs that are recognised while at most the share `false_positives` of
        different-person pairs is accepted.
        """
        allowed = self.false_positives <= false_positives
        return float(self.true_positives[allowed].max(initial=0.0))


def verification(embeddings: NDArray[np.float32], truth: NDArray[np.int64], *, hardest: int = 10) -> Verification:
    """Compare all pairs of faces.

    `embeddings` is float32 (n, d) of unit length, `truth` int64 (n,) with the person of each face, never negative.
    """
    sample = np.arange(len(truth))[:: max(-(-len(truth) // _MOST_FACES), 1)]
    vectors, person = embeddings[sample], truth[sample]
    counts = np.zeros((2, _STEPS + 1), dtype=np.int64)
    hard: tuple[list[Pair], list[Pair]] = ([], [])
    for start in range(0, len(sample), _BLOCK_ROWS):
        block = vectors[start : start + _BLOCK_ROWS] @ vectors.T
        later = np.arange(len(sample)) > np.arange(start, start + len(block))[:, None]
        equal = person[start : start + len(block), None] == person
        for kind, mask in enumerate((later & ~equal, later & equal)):
            rows, columns = np.nonzero(mask)
            values = block[rows, columns]
            steps = np.clip(np.floor((values + 1) * (_STEPS / 2)), 0, _STEPS).astype(np.int64)
            counts[kind] += np.bincount(steps, minlength=_STEPS + 1)
            order = (
                np.argpartition(values if kind else -values, min(hardest, len(values)) - 1)[:hardest]
                if len(values)
                else np.empty(0, dtype=np.int64)
            )
            hard[kind].extend(
                Pair(int(sample[start + rows[at]]), int(sample[columns[at]]), float(values[at]))
                for at in order.tolist()
            )
    different, same = counts.sum(axis=1).tolist()
    reached = counts[:, ::-1].cumsum(axis=1)[:, ::-1] / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return Verification(
        same=same,
        different=different,
        threshold=np.arange(_STEPS + 1) / (_STEPS / 2) - 1,
        true_positives=reached[1],
        false_positives=reached[0],
        hardest_same=tuple(sorted(hard[1], key=lambda pair: pair.similarity)[:hardest]),
        hardest_different=tuple(sorted(hard[0], key=lambda pair: -pair.similarity)[:hardest]),
    )
