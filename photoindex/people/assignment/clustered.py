"""Take into account what clustering already says about a face and a person: their faces are in one cluster, or not.

The probabilities of `Calibration` hold for two sets of faces about which nothing else is known. But two faces are in
one cluster because all the evidence of the library joined them, so that a low probability is too low. And two faces
with strong evidence are in two clusters because something kept them apart, so that a high probability is too high.
"""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.evidence import CAUTION

# The log odds of faces in one cluster are multiplied by the first constant, and the second is added. The third times
# the square of the cluster's shortfall is subtracted. They come from logistic regressions on one half of the people of
# LFW, CelebA and Families in the Wild, each with two to four embedders. If half of the people have a name on three
# faces, the regression without the third constant gives .58 and 1.5; if nine in ten have a name on one face, it gives
# .33 and 3.0. The first two lie between, closer to the first. See benchmarks/calibration.py.
_JOINED_SCALE, _JOINED_SHIFT, _SHORTFALL = 0.4, 2.1, 20.0

# Evidence beyond the bar of a join, between faces that were nevertheless not joined, counts only this much. In
# families, faces outside all clusters whose probability was said to be .65, .75 and .85 were the person in .36, .42 and
# .47 of all cases.
_BEYOND_BAR = 0.15


def in_one_cluster(probability: NDArray[np.float64], shortfall: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability that faces are the person whose faces are in the same cluster: float64 of the same shape, in
    0..1.

    `probability` is what it would be without regard to the cluster. `shortfall` says how far the cluster is from
    standing out (see `standing_out`).
    """
    bounded = np.clip(probability, 1e-20, 1 - 1e-15)
    odds = _JOINED_SCALE * (np.log(bounded) - np.log1p(-bounded)) + _JOINED_SHIFT - _SHORTFALL * shortfall**2
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float64)


def kept_apart(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The log odds that faces are the person whose faces are in other clusters: float64 of the same shape. `log_odds`
    are those of `Expectation.log_odds`.
    """
    beyond = np.maximum(log_odds - CAUTION, 0.0)
    return np.asarray(log_odds - (1.0 - _BEYOND_BAR) * beyond, dtype=np.float64)
