"""Measure each face's background: how similar strangers are to this face.

Blurred, tiny and turned faces are similar to everything. Each face is therefore compared with many others, and the
spread of these similarities is the unit in which all similarities of the face are expressed. This is symmetric score
normalisation (s-norm), known from speaker verification: Kenny, "Bayesian Speaker Verification with Heavy-Tailed Priors"
(2010).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.calibration import Impostors
from photoindex.people.similarity.products import for_blocks

# A larger cohort would make the 10 % quantile of a face more precise, but the gain would be smaller than the
# differences between the quantiles of different faces.
_COHORT = 4000

# At most this many faces of one person enter the cohort, so that the person with the most photos does not dominate the
# cohort.
_COHORT_PER_PERSON = 8

# When the cohort is chosen and used, two faces count as one person if only one in a million pairs of strangers is as
# similar. This depends on the pack's thresholds alone, so no clustering is needed first.
_SAME_RATE = 1e-6

# The pack's figures have as much weight as this many strangers in the library (see `background_of`).
_PACK_WEIGHT = 25

# From this cosine on, two vectors are copies of each other, apart from the rounding to half precision.
_COPY = 0.9999

_BLOCK_ROWS = 512

# The distance between the 10 % and the 90 % quantile of a normal distribution, in standard deviations.
_DECILE_SPAN = 2.5631


@dataclass(frozen=True, slots=True)
class Background:
    """The mean and the standard deviation of each face's similarity to other people. Both are float64 (n,), and the
    deviations are positive.
    """

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    def __getitem__(self, faces: NDArray[np.int64] | slice) -> "Background":
        return Background(self.mean[faces], self.deviation[faces])

    def evidence(
        self, left: NDArray[np.int64], right: NDArray[np.int64], similarity: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """The similarity of two faces, in standard deviations above the mean similarity to strangers. It is computed
        once with the background of each of the two faces, and averaged.
        """
        from_left = (similarity - self.mean[left]) / self.deviation[left]
        from_right = (similarity - self.mean[right]) / self.deviation[right]
        return np.asarray((from_left + from_right) / 2, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The faces against which other faces are measured (float32, (m, d), of unit length), and an estimate of how many
    people they show.

    The cohort is chosen once and kept, so that a face's background does not change when other faces are added.
    """

    vectors: NDArray[np.float32]
    people: float


def is_full(cohort: Cohort) -> bool:
    """Whether the cohort has reached its full size, so that more faces would not enlarge it."""
    return len(cohort.vectors) >= _COHORT


def holds_any(cohort: Cohort, embeddings: NDArray[np.float32]) -> bool:
    """Whether one of these faces (float32 (n, d), of unit length) is in the cohort.

    Embeddings are stored in half precision, so the cosine of a face and its copy in the cohort may be below 1.
    """
    if len(cohort.vectors) == 0 or len(embeddings) == 0:
        return False
    return bool((embeddings @ cohort.vectors.T).max() >= _COPY)


def choose_cohort(embeddings: NDArray[np.float32], impostors: Impostors) -> Cohort:
    """Choose up to `_COHORT` of the first faces, few of each person.

    `embeddings` is float32 (n, d) of unit length, in an order that does not depend on the scan.
    """
    first = embeddings[: 2 * _COHORT]
    chosen = np.zeros(len(first), dtype=bool)
    alike_before = np.zeros(len(first), dtype=np.int64)
    same = impostors.similarity_at(_SAME_RATE)
    for start in range(0, len(first), _BLOCK_ROWS):
        block = first[start : start + _BLOCK_ROWS]
        alike = block @ first[: start + len(block)].T >= same
        alike_before[start : start + len(block)] = np.tril(alike, start - 1).sum(axis=1)
    chosen[np.flatnonzero(alike_before < _COHORT_PER_PERSON)[:_COHORT]] = True
    vectors = np.ascontiguousarray(first[chosen])
    # Each face counts as one divided by the number of faces similar to it.
    people = sum(
        float((1.0 / np.maximum((vectors[start : start + _BLOCK_ROWS] @ vectors.T >= same).sum(axis=1), 1)).sum())
        for start in range(0, len(vectors), _BLOCK_ROWS)
    )
    return Cohort(vectors, people)


def background_of(embeddings: NDArray[np.float32], cohort: Cohort, impostors: Impostors) -> Background:
    """Measure every face against the cohort; if the cohort is small, the pack's figures carry more weight.

    `embeddings` is float32 (n, d) of unit length. Cohort faces that seem to be the same person as the face are left
    out. The weight of the cohort's figures is the number of strangers in the cohort. The weight of the pack's figures
    is `_PACK_WEIGHT`.
    """
    low, middle, high = _deciles(embeddings, cohort.vectors, impostors.similarity_at(_SAME_RATE))
    strangers = max(cohort.people - 1, 0)
    share = strangers / (strangers + _PACK_WEIGHT)
    mean = share * middle + (1 - share) * impostors.mean
    variance = share * ((high - low) / _DECILE_SPAN) ** 2 + (1 - share) * impostors.deviation**2
    # If a face were equally far from everything, any similarity to it would look certain.
    deviation = np.maximum(np.sqrt(variance), impostors.deviation / 2)
    return Background(mean, deviation)


def _deciles(
    embeddings: NDArray[np.float32], cohort: NDArray[np.float32], same: float
) -> tuple[NDArray[np.float64], ...]:
    """The 10, 50 and 90 % quantiles of each face's similarities to the cohort. Only similarities below `same` count."""
    shares = np.array([0.1, 0.5, 0.9])
    result = np.zeros((len(embeddings), len(shares)), dtype=np.float64)
    if len(cohort) == 0:
        return result[:, 0], result[:, 1], result[:, 2]

    def fill(rows: slice) -> None:
        block = embeddings[rows] @ cohort.T
        own = (block >= same).sum(axis=1)
        ranks = np.round(np.maximum(len(cohort) - own - 1, 0)[:, None] * shares).astype(np.int64)
        # The wanted ranks differ from row to row. numpy sorts a row faster than it selects several ranks.
        block.sort(axis=1)
        result[rows] = np.take_along_axis(block, ranks, axis=1)

    for_blocks(len(embeddings), _BLOCK_ROWS, fill)
    return result[:, 0], result[:, 1], result[:, 2]
