"""Find the faces that were left when others of their cluster were named, and that probably are the same person.

Such faces fit less well, so by their looks alone they could be anybody. But their cluster and the names in it say more,
and the assignment of each face takes both into account.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import SUGGESTED, AssignmentTable
from photoindex.domain.people import Assignment
from photoindex.people.parties import NOBODY, Parties, Party, in_cluster, with_person
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.units import Units


@dataclass(frozen=True, slots=True)
class Rest:
    """Faces without a name, in ascending order, from a cluster in which other faces are `person`. `probability` is the
    mean chance in 0..1 that a face is `person` too.
    """

    face_ids: tuple[int, ...]
    person: Party
    probability: float


class SuggestedNames:
    """The suggested names of the unnamed faces in clusters that are partly named.

    `likely` is bool (u,): whether a face of the unit has such a name. Decisions may still forbid it.
    """

    def __init__(self, units: Units, rules: ProposalRules, assignments: Sequence[Assignment] | AssignmentTable) -> None:
        """`assignments` has one entry per face, in the order of the faces."""
        self._units = units
        self._rules = rules
        self._person, self._probability = _suggested(assignments)
        named = in_cluster(units.cluster) & with_person(units.party)
        self._named = frozenset(zip(units.cluster[named].tolist(), units.party[named].tolist(), strict=True))
        self.likely = np.zeros(len(units), dtype=np.bool_)
        partly_named = np.isin(units.cluster, units.cluster[named])
        self.likely[units.of_face[with_person(self._person)]] = True
        self.likely &= partly_named & (units.party == NOBODY)

    def of(self, unit: int) -> Rest | None:
        """The faces of a unit that have the most frequent of these names; None if the unit has no such name."""
        if not self.likely[unit]:
            return None
        rows, faces = self._units.members(unit), self._units.faces
        by_person: dict[Party, list[int]] = {}
        for row in rows[with_person(self._person)[rows]].tolist():
            who = Party(int(self._person[row]))
            is_known = (int(self._units.cluster[unit]), who) in self._named
            photos = frozenset([int(faces.photo[row])])
            if is_known and not self._rules.forbid_person([int(faces.face_id[row])], photos, who):
                by_person.setdefault(who, []).append(row)
        if not by_person:
            return None
        person, theirs = max(by_person.items(), key=lambda entry: len(entry[1]))
        ids = tuple(sorted(faces.face_id[theirs].tolist()))
        return Rest(ids, person, float(self._probability[theirs].mean()))


def _suggested(assignments: Sequence[Assignment] | AssignmentTable) -> tuple[Parties, NDArray[np.float64]]:
    """The suggested person of each face, or `NOBODY`, and the probability of that: int64 (n,) and float64 (n,)."""
    if isinstance(assignments, AssignmentTable):
        person = np.where(assignments.status == SUGGESTED, assignments.person_id, NOBODY)
        return Parties(person), assignments.probability
    persons = [
        item.person_id if item.status == "suggested" and item.person_id is not None else int(NOBODY)
        for item in assignments
    ]
    return Parties(np.array(persons, dtype=np.int64)), np.array([item.probability for item in assignments])
