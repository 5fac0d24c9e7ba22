"""Compare two faces: how similar they are, whether they are one person, and how often strangers are as similar."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.thresholds import Thresholds

_STANDARD = NormalDist()


@dataclass(frozen=True, slots=True)
class FalseMatchRate:
    """The share of different-person pairs that are at least as similar as the compared faces. It lies between `low` and
    `high` (0..1).

    The two bounds are equal if the similarity lies within the range measured in the manifest. Outside the measured
    range only one bound is known, and the other bound is 0 or 1.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """`similarity` is the cosine in -1..1. `same` says whether the similarity reaches `threshold`."""

    similarity: float
    threshold: float
    same: bool
    false_match_rate: FalseMatchRate


def verify(one: NDArray[np.float32], other: NDArray[np.float32], thresholds: Thresholds) -> Verdict:
    """Compare two embeddings, float32 (d,) of unit length."""
    similarity = float(np.clip(one @ other, -1.0, 1.0))
    return Verdict(
        similarity, thresholds.verification, similarity >= thresholds.verification, rate_at(similarity, thresholds)
    )


def rate_at(similarity: float, thresholds: Thresholds) -> FalseMatchRate:
    """Look up the false-match rate at a similarity, from the manifest's measured points.

    Between two points the rate is interpolated on a probit scale, on which the similarities of strangers lie on a line
    (see `calibration`). Beyond the points nothing was measured, so the nearest point gives the only bound.
    """
    points = sorted((similar, rate) for rate, similar in thresholds.false_match_rates if 0.0 < rate < 1.0)
    if not points:
        return FalseMatchRate(0.0, 1.0)
    similarities = [similar for similar, _ in points]
    if similarity < similarities[0]:
        return FalseMatchRate(points[0][1], 1.0)
    if similarity > similarities[-1]:
        return FalseMatchRate(0.0, points[-1][1])
    probits = [_STANDARD.inv_cdf(1.0 - rate) for _, rate in points]
    rate = 1.0 - _STANDARD.cdf(float(np.interp(similarity, similarities, probits)))
    return FalseMatchRate(rate, rate)
