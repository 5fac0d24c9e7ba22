"""Turn similarities and evidence into probabilities, from the pack's measurements and the library's own labels."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.thresholds import Thresholds

_STANDARD = NormalDist()

# A verification threshold without measured rates is assumed to have the usual false-match rate of face verification.
_USUAL_RATE = 1e-3

# Maps the log odds of a join to the log odds that it is right. The raw odds are over-confident, because a join is the
# best of many candidates and because relatives are more alike than strangers. On parts of LFW, CelebA and Families in
# the Wild, joins with a raw probability of .90, .98 and .996 were right in shares of .6, .75 and .9. The line with this
# scale and shift passes through these points.
_SCALE, _SHIFT = 0.6, -1.1

# The library's labels move the line only as much as if the line had already been fitted to this many other labels.
_PRIOR_LABELS = 50.0

# The precision of the prior on scale and shift: a label's curvature is at most a quarter of its squared log odds, about
# 16.
_START = np.array([_SCALE, _SHIFT])
_PRIOR = _PRIOR_LABELS * np.array([4.0, 0.25])

_NEWTON_STEPS = 20

# A step of this size or smaller no longer changes any probability.
_STILL = 1e-6


@dataclass(frozen=True, slots=True)
class Calibration:
    """Maps the log odds of `Expectation.log_odds` to the probability that two sets of faces are one person."""

    scale: float = _SCALE
    shift: float = _SHIFT

    def probability_same(self, log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability for each entry of `log_odds` (0..1, of the same shape). It increases with the log odds."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.scale * log_odds + self.shift, -50, 50))), dtype=np.float64)


def moved(probability: NDArray[np.float64], log_ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability after its odds were multiplied by exp(`log_ratio`): float64 of the same shape, in 0..1."""
    odds = probability * np.exp(log_ratio)
    return np.asarray(odds / (odds + 1.0 - probability), dtype=np.float64)


def calibrate(same: NDArray[np.float64], different: NDArray[np.float64]) -> Calibration:
    """Learn from the log odds of pairs of sets of faces: pairs known to be one person (`same`), and pairs known to be
    two people (`different`).

    The method is logistic regression (Platt, "Probabilistic Outputs for Support Vector Machines", 1999). A Gaussian
    prior as strong as `_PRIOR_LABELS` labels pulls the result towards the pack-independent line. Both kinds of label
    get the same total weight, because the odds already take the number of people into account. This total depends on
    the rarer kind: three labels must not count as more than three.
    """
    odds = np.concatenate([same, different])
    if len(same) == 0 or len(different) == 0:
        return Calibration()
    truth = np.concatenate([np.ones(len(same)), np.zeros(len(different))])
    weight = np.concatenate([np.full(len(same), 0.5 / len(same)), np.full(len(different), 0.5 / len(different))])
    labels = _Labels(np.clip(odds, -20.0, 20.0), truth, weight * 2 * min(len(same), len(different)))
    line = _START
    for _ in range(_NEWTON_STEPS):
        step, loss = labels.newton_step(line), labels.loss(line)
        # A full step can overshoot the minimum so far that every exponential overflows.
        while np.abs(step).max() > _STILL and labels.loss(line - step) > loss:
            step = step / 2
        if np.abs(step).max() <= _STILL:
            break
        line = line - step
    # The line must rise; otherwise more similar faces would be less likely to be one person.
    return Calibration(max(float(line[0]), 0.1), float(line[1]))


@dataclass(frozen=True, slots=True)
class _Labels:
    """Log odds with their targets (1 or 0) and weights: float64 (n,) each."""

    odds: NDArray[np.float64]
    truth: NDArray[np.float64]
    weight: NDArray[np.float64]

    def loss(self, line: NDArray[np.float64]) -> float:
        """The negative log posterior of a line (scale, shift), without its constant."""
        score = line[0] * self.odds + line[1]
        away = line - _START
        fit = self.weight @ (np.logaddexp(0.0, score) - self.truth * score)
        return float(fit + (_PRIOR * away * away).sum() / 2)

    def newton_step(self, line: NDArray[np.float64]) -> NDArray[np.float64]:
        rows = np.stack([self.odds, np.ones(len(self.odds))], axis=1)
        chance = np.exp(-np.logaddexp(0.0, -(rows @ line)))
        gradient = rows.T @ (self.weight * (chance - self.truth)) + _PRIOR * (line - _START)
        curvature = (rows.T * (self.weight * chance * (1 - chance))) @ rows + np.diag(_PRIOR)
        return np.asarray(np.linalg.solve(curvature, gradient), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Impostors:
    """The normal distribution of cosine similarities between different people under one embedder."""

    mean: float
    deviation: float

    def similarity_at(self, rate: float) -> float:
        """The similarity that is reached by the share `rate` of all different-person pairs (0 < rate < 1)."""
        return self.mean + self.deviation * _STANDARD.inv_cdf(1.0 - rate)


def impostors_of(thresholds: Thresholds) -> Impostors:
    """Fit the impostor distribution to the manifest's points (rate, similarity).

    On a probit scale, the points of a normal distribution lie on a line. The slope of the line is the deviation, and
    its intercept is the mean. The measured rates of face embedders lie on such a line from 1e-2 to 1e-5. With a single
    point, the mean is assumed to be 0, which is the mean for unrelated directions.
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
