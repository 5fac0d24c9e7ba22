"""Ask about possible errors in clusters and names: a cluster that shows two people, a face with a wrong name, or one
person with two names.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState
from photoindex.people.parties import NOBODY, Party, with_person
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.question import (
    BLOCK_ROWS,
    CANDIDATES,
    MAX_LOG_ODDS,
    SHORTLIST,
    WORTH_TELLING,
    Question,
)
from photoindex.people.questions.units import UnitEvidence, Units

Parts = Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], float]]

# At most this many faces are compared with everybody else. The faces that fit their own person least are chosen.
_DOUBTFUL = 300

# A user who gave two names mostly meant two people. Ask only if the similarity makes it nearly certain that the two are
# one person.
_ONE_PERSON = 0.9

# Ask whether a unit is two people only if it has at least this many faces. The faces of a smaller unit can be named one
# by one.
_TWO_FROM = 4


class Doubts:
    """The doubts about existing clusters and names, in a given state of the decisions.

    `parts` divides the faces in some rows into two parts, as `two_parts` does. `stray_worth` is the worth of naming a
    single face of an unknown person.
    """

    def __init__(
        self, state: PeopleState, evidence: UnitEvidence, rules: ProposalRules, parts: Parts, stray_worth: float
    ) -> None:
        self._state = state
        self._units: Units = evidence.units
        self._evidence = evidence
        self._rules = rules
        self._parts = parts
        self._stray_worth = stray_worth

    def about_parts(self, least: float = 0.0) -> Iterator[Question]:
        """Ask about unnamed clusters that may be two people. A yes makes the smaller part a cluster of its own, which
        can then be named.

        Clusters so small that a yes would settle fewer than `least` faces are skipped.
        """
        large = np.flatnonzero((self._units.party == NOBODY) & self._units.whole & (self._units.size >= _TWO_FROM))
        for unit in large[np.argsort(-self._units.size[large], kind="stable")][:SHORTLIST].tolist():
            members = self._units.members(unit)
            if len(members) / 4 < least:
                return
            part, evidence = self._parts(members)
            odds = self._evidence.log_odds(np.array([evidence], np.float32), len(members) - len(part), len(part))
            probability = 1 / (1 + float(np.exp(min(odds[0], MAX_LOG_ODDS))))
            if probability >= WORTH_TELLING:
                ids = self._units.faces.face_id
                rest = np.setdiff1d(members, part)
                cluster = self._units.cluster_id(unit)
                yield Question(
                    "two", tuple(sorted(ids[rest].tolist())), probability * len(part) / 2, probability, cluster,
                    other_faces=tuple(sorted(ids[part].tolist())), other_cluster=cluster,
                )  # fmt: skip

    def about_faces(self, person: int | None = None) -> Iterator[Question]:
        """Ask about faces that may have a wrong name: nobody judged the face individually, and it may fit somebody else
        better. With `person`, ask only about the faces of that person.
        """
        units, faces = self._units, self._units.faces
        one_by_one = self._state.confirmed.keys() - self._state.grouped
        by_itself = np.isin(faces.face_id, np.fromiter(one_by_one, dtype=np.int64, count=len(one_by_one)))
        party = units.party[units.of_face]
        asked = party >= 0 if person is None else party == person
        candidates = np.flatnonzero(asked & (units.size[units.of_face] > 2) & ~by_itself)
        own = self._evidence.within[candidates]
        own_odds = self._evidence.log_odds(own, 1, units.size[units.of_face[candidates]] - 1)
        doubtful = np.argsort(own_odds, kind="stable")[:_DOUBTFUL]
        rows = candidates[doubtful]
        named = np.flatnonzero(with_person(units.party))
        evidence = self._evidence.of_faces(rows, named)
        evidence[units.party[units.of_face[rows], None] == units.party[named]] = -np.inf
        best = np.argsort(-(evidence + self._evidence.head_start[named]), axis=1, kind="stable")[:, :CANDIDATES]
        chosen = named[best]
        odds = self._evidence.log_odds(np.take_along_axis(evidence, best, axis=1), 1, units.size[chosen])
        for row, mine, others, values in zip(rows.tolist(), own_odds[doubtful].tolist(), chosen, odds, strict=True):
            yield from self._about_face(row, mine, others, values)

    def _about_face(
        self, row: int, own: float, others: NDArray[np.int64], odds: NDArray[np.float64]
    ) -> Iterator[Question]:
        faces, person = self._units.faces, self._units.party_of(int(self._units.of_face[row]))
        face, photos = int(faces.face_id[row]), frozenset([int(faces.photo[row])])
        best: dict[Party | None, float] = {None: 1.0}
        for unit, value in zip(others.tolist(), odds.tolist(), strict=True):
            who = self._units.party_of(unit)
            if value > -np.inf and not self._rules.forbid_person([face], photos, who):
                best[who] = max(best.get(who, 0.0), float(np.exp(min(value, MAX_LOG_ODDS))))
        mine = float(np.exp(min(own, MAX_LOG_ODDS)))
        whole = mine + sum(best.values())
        other = max(best, key=lambda who: best[who])
        if mine / whole <= 1 - WORTH_TELLING:
            worth = (0 if other is None else best[other] / whole) + self._stray_worth * best[None] / whole / 2
            yield Question("really", (face,), float(worth), mine / whole, person_id=person, other_person=other)

    def about_persons(self, person: int | None = None) -> Iterator[Question]:
        """Ask whether two persons are one person with two names. With `person`, ask only about pairs that include that
        person. A yes gives the faces of the person with fewer faces their right name.
        """
        units = self._units
        largest_of: dict[int, int] = {}
        for unit in np.flatnonzero(with_person(units.party)).tolist():
            who = int(units.party[unit])
            if who not in largest_of or units.size[unit] > units.size[largest_of[who]]:
                largest_of[who] = unit
        rows = np.array(sorted(largest_of.values()), dtype=np.int64)
        for start in range(0, len(rows), BLOCK_ROWS):
            block = rows[start : start + BLOCK_ROWS]
            odds = self._evidence.log_odds(
                self._evidence.between_each(block, rows), units.size[block, None], units.size[rows]
            )
            for one, other in zip(*np.nonzero(odds > np.log(_ONE_PERSON / (1 - _ONE_PERSON))), strict=True):
                left, right = int(block[one]), int(rows[other])
                if person is not None and person not in units.party[[left, right]]:
                    continue
                if left < right and not self._rules.forbid_merge(units.party_of(left), units.party_of(right)):
                    yield self._about_two_names(left, right, float(odds[one, other]))

    def _about_two_names(self, left: int, right: int, odds: float) -> Question:
        units = self._units
        one, other = units.party_of(left), units.party_of(right)
        if units.party_size[one] < units.party_size[other]:
            left, right, one, other = right, left, other, one
        probability = 1 / (1 + float(np.exp(-min(odds, MAX_LOG_ODDS))))
        return Question(
            "same", units.ids(left), probability * units.party_size[other], probability, person_id=one,
            other_faces=units.ids(right), other_person=other,
        )  # fmt: skip
