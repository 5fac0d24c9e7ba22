"""Propagate names within a cluster, from the faces that a human named to the others.

Two kinds of evidence support the name of another face. One is the evidence between this face and the named faces. The
other is the evidence that this face is the same person as other faces that the named faces fit. If a human names a
stray in a group of similar faces, neither kind lets the rest of the group vouch for that name.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors, picked
from photoindex.people.assignment.clustered import in_one_cluster
from photoindex.people.assignment.confidence import Measured, probability_within
from photoindex.people.labels import labels_of_pairs
from photoindex.people.parties import NOBODY, ClusterIds, Parties, in_cluster
from photoindex.people.similarity.calibration import Calibration
from photoindex.people.similarity.evidence import ClusterSums
from photoindex.people.similarity.sampling import evenly_spread

# Each face is compared with at most this many decided faces of one party in its cluster, evenly spread. These are
# enough that one of them is likely to have the same pose and light.
_EXAMPLES = 1000

NO_UNIT = -1
"""The unit of a face that belongs to nobody or is in no cluster."""


def examples_of(faces: NDArray[np.int64], parties: Parties) -> NDArray[np.int64]:
    """Choose which decided `faces` of one cluster to compare other faces with. `faces` and `parties` are int64 (n,).

    If a party has at most `_EXAMPLES` faces, all of them are chosen; otherwise `_EXAMPLES` evenly spread ones are.
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
    """The division of faces into units. A unit consists of the decided faces of one party in one cluster and of the
    faces that follow them.

    - `units`: int64 (n,), the unit of each face, or `NO_UNIT`.
    - `before`: the same, but before faces that look too different from the decided ones were left out.
    - `decided`: bool (n,), the faces that a human decided on.
    - `shortfall`: float64 (n,), how far the cluster of each face is from standing out (see `standing_out`).
    """

    units: NDArray[np.int64]
    before: NDArray[np.int64]
    decided: NDArray[np.bool_]
    shortfall: NDArray[np.float64]


def following_probability(
    embeddings: Vectors, followed: FollowedUnits, measured: Measured, calibration: Calibration
) -> NDArray[np.float64]:
    """The probability that each face is the person that it follows: float64 (n,); 1 for faces that follow nobody.

    A following face gets the larger of two probabilities, corrected by `in_one_cluster`. One comes from the evidence
    between the face and the decided faces of its unit. The other is the product of two factors: the probability that
    the face belongs to its unit, and the probability that the best decided face belongs to the unit's other faces. For
    these other faces the units in `before` are used. The faces that remain later were chosen because they look like the
    decided face, so they would vouch for it even if it were a stray.
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
    alone = np.maximum(direct, result[following] * fitting[before[following]])
    result[following] = in_one_cluster(alone, followed.shortfall[following])
    return result


@dataclass(frozen=True, slots=True)
class _Judge:
    embeddings: Vectors
    measured: Measured
    calibration: Calibration

    def confidence(
        self, faces: NDArray[np.int64], others: NDArray[np.int64], units: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The probability that each of the `faces` is the same person as the `others` in its unit."""
        names, labels = np.unique(units[others], return_inverse=True)
        sums = ClusterSums(labels.astype(np.int64), picked(self.embeddings, others), self.measured.background[others])
        of_face = np.searchsorted(names, units[faces])
        evidence = sums.evidence_of(picked(self.embeddings, faces), self.measured.background[faces], of_face)
        odds = self.measured.expectation.log_odds(evidence, sums.size[of_face], np.ones(len(faces)))
        return self.calibration.probability_same(odds)


def units_of(party: Parties, cluster_ids: ClusterIds) -> NDArray[np.int64]:
    """Give all faces of one party in one cluster the same label: int64 (n,). Faces that belong to nobody or to no
    cluster get `NO_UNIT`.
    """
    units = np.full(len(party), NO_UNIT, dtype=np.int64)
    given = np.flatnonzero((party != NOBODY) & in_cluster(cluster_ids))
    if len(given):
        units[given] = labels_of_pairs(cluster_ids[given], party[given])
    return units
