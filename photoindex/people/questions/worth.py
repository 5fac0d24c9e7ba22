"""Estimate how many faces get a name through the answer to a question, counting only people with enough faces."""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.questions.question import MAIN_FACES
from photoindex.people.questions.units import Units


class Worth:
    """The worth of naming units. `poor` is float64 (u,), as returned by `_poorness`."""

    def __init__(self, units: Units) -> None:
        self.poor = _poorness(units)
        self._main_share = _main_share(units)

    def of(
        self, faces: NDArray[np.int64] | int, main: NDArray[np.float64] | float, poor: NDArray[np.float64] | float
    ) -> NDArray[np.float64]:
        """The expected number of faces that get a name if this many `faces` are named. Only faces of people with enough
        faces count.

        `main` is the probability that the faces are known to belong to such a person; `poor` is as in `_poorness`. A
        face that seems to be alone is either a poor picture of somebody whose other faces were found, or a stranger.
        The more faces such a unit has, the likelier it is that they are all the faces of a stranger, unless the unit is
        only one face short of `MAIN_FACES`.
        """
        alone = np.where(np.asarray(faces) == MAIN_FACES - 1, 1.0, 1 / np.sqrt(faces)) * self._main_share * poor
        return np.asarray(faces * (main + (1 - main) * alone), dtype=np.float64)


def _main_share(units: Units) -> float:
    """The share of faces that are in units of at least `MAIN_FACES` faces, among all faces in units of at least two
    faces.
    """
    shared = units.size[units.size > 1]
    return float(shared[shared >= MAIN_FACES].sum() / max(shared.sum(), 1))


def _poorness(units: Units) -> NDArray[np.float64]:
    """The rank of each unit's best face among units of the same size: float64 (u,), from 0 (best) to 1 (poorest).

    A good picture of somebody whose other faces were found would have joined these faces. A poor picture may show
    anybody.
    """
    best = np.zeros(len(units))
    np.maximum.at(best, units.of_face, units.faces.confidence)
    order = np.lexsort((-best, units.size))
    _, starts, counts = np.unique(units.size[order], return_index=True, return_counts=True)
    poorness = np.empty(len(units))
    rank = np.arange(len(units)) - np.repeat(starts, counts)
    poorness[order] = (rank + 0.5) / np.repeat(counts, counts)
    return poorness
