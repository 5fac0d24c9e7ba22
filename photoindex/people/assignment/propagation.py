"""How far a name carries: from the faces that were named to the others of their cluster.

The others count by two ways: as like the named ones, and as being one person among themselves whom the named ones fit.
Neither lets faces that are alike vouch for a name that was given to a stray among them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.assignment.confidence import Measured, within_groups
from photoindex.people.similarity.calibration import Calibration
from photoindex.people.similarity.evidence import Groups

# Of one party in one cluster at most this many decided faces, evenly spread, are compared with each of the others:
# among them is one of the same pose and light.
_EXAMPLES = 1000


def examples_of(faces: NDArray[np.int64], parties: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the decided `faces` of one cluster, int64 (n,) with a party each, those that the others are compared with.

    They are all of them up to `_EXAMPLES` of a party, and that many, evenly spread, beyond.
    """
    if len(faces) <= _EXAMPLES:
        return faces
    chosen = []
    for party in np.unique(parties).tolist():
        theirs = faces[parties == party]
        chosen.append(theirs[np.linspace(0, len(theirs) - 1, min(len(theirs), _EXAMPLES)).round().astype(np.int64)])
    return np.concatenate(chosen)


@dataclass(frozen=True, slots=True)
class Company:
    """Which faces go together.

    - `sides`: int64 (n,), the decided and the following faces of one party in one cluster; negative for one in none.
    - `before`: the same before faces were left out for being too little like the decided ones.
    - `decided`: bool (n,), the faces that a human spoke of.
    """

    sides: NDArray[np.int64]
    before: NDArray[np.int64]
    decided: NDArray[np.bool_]


def chances(
    embeddings: NDArray[np.float32], company: Company, measured: Measured, calibration: Calibration
) -> NDArray[np.float64]:
    """The probability of each face to be whom it follows: float64 (n,); 1 for faces that follow nobody.

    A face that follows is as sure as the evidence between it and the decided faces of its side, or as it is to be of
    its side times as sure as the best of the decided ones is to be of the others, whichever is more. These others are
    those `before` faces were left out: company that was chosen for being like a stray would vouch for it.
    """
    sides, before, decided = company.sides, company.before, company.decided
    result = within_groups(embeddings, sides, measured, calibration)
    following = np.flatnonzero((sides >= 0) & ~decided)
    if len(following) == 0:
        return result
    judge = _Judge(embeddings, measured, calibration)
    direct = judge.sure(following, np.flatnonzero(decided & np.isin(sides, sides[following])), sides)
    others = np.flatnonzero((before >= 0) & ~decided)
    speaking = np.flatnonzero(decided & np.isin(before, before[others]))
    fitting = np.zeros(int(before.max()) + 1, dtype=np.float64)
    np.maximum.at(fitting, before[speaking], judge.sure(speaking, others, before))
    result[following] = np.maximum(direct, result[following] * fitting[before[following]])
    return result


@dataclass(frozen=True, slots=True)
class _Judge:
    embeddings: NDArray[np.float32]
    measured: Measured
    calibration: Calibration

    def sure(
        self, faces: NDArray[np.int64], company: NDArray[np.int64], sides: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """How sure each of the `faces` is to be the same person as the faces of the `company` on its side."""
        names, group = np.unique(sides[company], return_inverse=True)
        groups = Groups(group.astype(np.int64), self.embeddings[company], self.measured.background[company])
        of_face = np.searchsorted(names, sides[faces])
        evidence = groups.evidence_of(self.embeddings[faces], self.measured.background[faces], of_face)
        odds = self.measured.expectation.log_odds(evidence, groups.size[of_face], np.ones(len(faces)))
        return self.calibration.probability_same(odds)
