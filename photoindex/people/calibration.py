"""What the similarity of two different people looks like, read from the false-match rates of a pack."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from photoindex.models.manifest import Thresholds

_STANDARD = NormalDist()

# A verification threshold without measured rates is taken for the usual operating point of face verification.
_USUAL_RATE = 1e-3


@dataclass(frozen=True, slots=True)
class Impostors:
    """The normal distribution that cosine similarities of different people follow under one embedder."""

    mean: float
    deviation: float

    def similarity_at(self, rate: float) -> float:
        """The similarity that pairs of different people reach at this rate (0 < rate < 1)."""
        return self.mean + self.deviation * _STANDARD.inv_cdf(1.0 - rate)


def impostors_of(thresholds: Thresholds) -> Impostors:
    """Fit the impostor distribution to the manifest's points (rate, similarity).

    On a probit scale the points of a normal distribution lie on a line: its slope is the deviation, its intercept the
    mean. Measured rates of face embedders are that straight from 1e-2 to 1e-5. With a single point the mean is taken
    as 0, which is what unrelated directions have.
    """
    points = thresholds.false_match_rates or ((_USUAL_RATE, thresholds.verification),)
    probits = np.array([_STANDARD.inv_cdf(1.0 - rate) for rate, _ in points if 0.0 < rate < 0.5])
    similarities = np.array([similarity for rate, similarity in points if 0.0 < rate < 0.5])
    if len(probits) >= 2 and np.ptp(probits) > 0:
        slope, intercept = np.polyfit(probits, similarities, 1)
        if slope > 0:
            return Impostors(mean=float(intercept), deviation=float(slope))
    probit = probits[0] if len(probits) else _STANDARD.inv_cdf(1.0 - _USUAL_RATE)
    similarity = similarities[0] if len(similarities) else thresholds.verification
    return Impostors(mean=0.0, deviation=max(float(similarity / probit), 1e-3))
