"""How near a face is to people it is not: the background against which a similarity becomes evidence.

Blurred, tiny and turned faces are similar to everything. Measuring each face against many others and expressing
similarities in units of its own spread is symmetric score normalisation (s-norm), known from speaker verification:
Kenny, "Bayesian Speaker Verification with Heavy-Tailed Priors" (2010).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.calibration import Impostors

# More faces than these sharpen a 10 % quantile by less than the differences between faces.
_COHORT = 4000

# Of one dense group only so many stand in the cohort, so that the person with most photos is not the background.
_COHORT_PER_GROUP = 8

# A library's own background counts as this many strangers' worth against the pack's, see `background_of`.
_PACK_WEIGHT = 25

_BLOCK_ROWS = 1024

# The distance between the 10 % and the 90 % quantile of a normal distribution, in standard deviations.
_DECILE_SPAN = 2.5631


@dataclass(frozen=True, slots=True)
class Background:
    """Mean and deviation of each face's similarity to other people: float64 (n,) each, deviations positive."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    def evidence(
        self, left: NDArray[np.int64], right: NDArray[np.int64], similarity: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """The similarity of two faces in standard deviations above that of strangers, the mean of both views."""
        from_left = (similarity - self.mean[left]) / self.deviation[left]
        from_right = (similarity - self.mean[right]) / self.deviation[right]
        return np.asarray((from_left + from_right) / 2, dtype=np.float64)


def background_of(embeddings: NDArray[np.float32], groups: NDArray[np.int64], impostors: Impostors) -> Background:
    """Measure every face against a cohort of the library, leaning on the pack where the library is small.

    `embeddings` is float32 (n, d) of unit length, `groups` int64 (n,) the dense groups (-1: none). The cohort takes
    faces in the order given, so give them in an order that does not depend on the scan. A face is not measured against
    its own group. The library's figures weigh as many strangers as the cohort holds, the pack's `_PACK_WEIGHT`.
    """
    cohort = _cohort_of(groups)
    own = _own_in_cohort(groups, cohort)
    low, middle, high = _deciles(embeddings, embeddings[cohort], own)
    strangers = max(_distinct(groups[cohort]) - 1, 0)
    share = strangers / (strangers + _PACK_WEIGHT)
    mean = share * middle + (1 - share) * impostors.mean
    variance = share * ((high - low) / _DECILE_SPAN) ** 2 + (1 - share) * impostors.deviation**2
    # A face that is equally far from everything would make any similarity certain.
    deviation = np.maximum(np.sqrt(variance), impostors.deviation / 2)
    return Background(mean, deviation)


def _cohort_of(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first faces, at most `_COHORT_PER_GROUP` of each group and `_COHORT` in all."""
    by_group = np.argsort(groups, kind="stable")
    _, starts, counts = np.unique(groups[by_group], return_index=True, return_counts=True)
    rank = np.empty(len(groups), dtype=np.int64)
    rank[by_group] = np.arange(len(groups)) - np.repeat(starts, counts)
    allowed = (groups < 0) | (rank < _COHORT_PER_GROUP)
    return np.flatnonzero(allowed)[:_COHORT]


def _own_in_cohort(groups: NDArray[np.int64], cohort: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many members of each face's own group (or the face itself) the cohort holds."""
    present = np.zeros(len(groups), dtype=np.int64)
    present[cohort] = 1
    grouped = groups >= 0
    held = np.bincount(groups[cohort][groups[cohort] >= 0], minlength=int(groups.max(initial=-1)) + 1)
    own = present.copy()
    own[grouped] = held[groups[grouped]]
    return own


def _deciles(
    embeddings: NDArray[np.float32], cohort: NDArray[np.float32], own: NDArray[np.int64]
) -> tuple[NDArray[np.float64], ...]:
    """The 10, 50 and 90 % quantiles of each face's similarities to the cohort without its `own` most similar ones.

    A face's own group is what it is most similar to, so leaving out the top is leaving out the group.
    """
    shares = np.array([0.1, 0.5, 0.9])
    places = np.round(np.maximum(len(cohort) - own - 1, 0)[:, None] * shares).astype(np.int64)
    needed = np.unique(places)
    result = np.empty((len(embeddings), len(shares)), dtype=np.float64)
    for start in range(0, len(embeddings), _BLOCK_ROWS):
        stop = start + _BLOCK_ROWS
        block = embeddings[start:stop] @ cohort.T
        block.partition(needed, axis=1)
        result[start:stop] = np.take_along_axis(block, places[start:stop], axis=1)
    return result[:, 0], result[:, 1], result[:, 2]


def _distinct(groups: NDArray[np.int64]) -> int:
    """The number of groups, each single face being one."""
    return int((groups < 0).sum()) + len(np.unique(groups[groups >= 0]))
