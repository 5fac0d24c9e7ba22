"""Propagate names within a cluster, from the faces that a human named to the others.

Two things support the name of another face: its evidence with the named faces, and that it is one person with faces
whom the named ones fit. Neither lets faces that resemble each other vouch for a name that was given to a stray among
them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.assignment.confidence import Measured, probability_within
from photoindex.people.labels import labels_of_pairs
from photoindex.people.parties import NOBODY, ClusterIds, Parties, in_cluster
from photoindex.people.similarity.calibration import Calibration
from photoindex.people.similarity.evidence import ClusterSums
from photoindex.people.similarity.sampling import evenly_spread

# Each face is compared with at most this many decided faces of one party in its cluster, evenly spread: among them is
# one of the same pose and light.
_EXAMPLES = 1000

NO_UNIT = -1
"""The unit of a face that belongs to nobody or is in no cluster."""


def examples_of(faces: NDArray[np.int64], parties: Parties) -> NDArray[np.int64]:
    """Choose the decided `faces` of one cluster, int64 (n,) with a party each, with which the others are compared.

    They are all faces of a party up to `_EXAMPLES`, and that many, evenly spread, beyond.
    """
    if len(faces) <= _EXAMPLES:
        return faces
    chosen = []
    for party in np.unique(parties).tolist():
        theirs = faces[parties == party]
        chosen.append(theirs[evenly_spread(len(theirs), _EXAMPLES)])
    return np.concatenate(chosen)


@dataclass(frozen=True, slots=True)
class FollowedUnits:
    """Which faces share a unit: the decided faces of one party in one cluster and the faces that follow them.

    - `units`: int64 (n,), the unit of each face, or `NO_UNIT`.
    - `before`: the same before faces were left out for being too little like the decided ones.
    - `decided`: bool (n,), the faces that a human decided on.
    """

    units: NDArray[np.int64]
    before: NDArray[np.int64]
    decided: NDArray[np.bool_]


def following_probability(
    embeddings: NDArray[np.float32], followed: FollowedUnits, measured: Measured, calibration: Calibration
) -> NDArray[np.float64]:
    """The probability of each face to be the person that it follows: float64 (n,); 1 for faces that follow nobody.

    A following face gets the larger of two probabilities: that of the evidence between it and the decided faces of its
    unit, or that of its belonging to its unit times that of the best decided face belonging to the others. These others
    are the faces `before` any were left out: faces chosen for being like a stray would vouch for it.
    """
    units, before, decided = followed.units, followed.before, followed.decided
    result = probability_within(embeddings, units, measured, calibration)
    following = np.flatnonzero((units != NO_UNIT) & ~decided)
    if len(following) == 0:
        return result
    judge = _Judge(embeddings, measured, calibration)
    direct = judge.confidence(following, np.flatnonzero(decided & np.isin(units, units[following])), units)
    others = np.flatnonzero((before != NO_UNIT) & ~decided)
    speaking = np.flatnonzero(decided & np.isin(before, before[others]))
    fitting = np.zeros(int(before.max()) + 1, dtype=np.float64)
    np.maximum.at(fitting, before[speaking], judge.confidence(speaking, others, before))
    result[following] = np.maximum(direct, result[following] * fitting[before[following]])
    return result


@dataclass(frozen=True, slots=True)
class _Judge:
    embeddings: NDArray[np.float32]
    measured: Measured
    calibration: Calibration

    def confidence(
        self, faces: NDArray[np.int64], others: NDArray[np.int64], units: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The probability of each of the `faces` to be the same person as those of the `others` in its unit."""
        names, labels = np.unique(units[others], return_inverse=True)
        sums = ClusterSums(labels.astype(np.int64), self.embeddings[others], self.measured.background[others])
        of_face = np.searchsorted(names, units[faces])
        evidence = sums.evidence_of(self.embeddings[faces], self.measured.background[faces], of_face)
        odds = self.measured.expectation.log_odds(evidence, sums.size[of_face], np.ones(len(faces)))
        return self.calibration.probability_same(odds)


def units_of(party: Parties, cluster_ids: ClusterIds) -> NDArray[np.int64]:
    """Label the faces of one party in one cluster alike: int64 (n,), `NO_UNIT` for faces of nobody or in no cluster."""
    units = np.full(len(party), NO_UNIT, dtype=np.int64)
    given = np.flatnonzero((party != NOBODY) & in_cluster(cluster_ids))
    if len(given):
        units[given] = labels_of_pairs(cluster_ids[given], party[given])
    return units
