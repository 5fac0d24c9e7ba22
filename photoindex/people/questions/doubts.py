"""Questions about what was joined or named already: a cluster of two people, a face with a wrong name, one person with
two names.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState
from photoindex.people.questions.question import BLOCK_ROWS, CANDIDATES, SHORTLIST, SURE, WORTH_TELLING, Question
from photoindex.people.questions.units import OPEN, Constraints, Likeness, Units

Parts = Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], float]]

# So many faces are compared with everybody else, those that fit their own person least.
_DOUBTFUL = 300

# Who gave two names mostly meant two people: asked only when looks are nearly sure of the opposite.
_ONE_PERSON = 0.9

# Whether a unit is two people is asked from so many faces on: of fewer, each can be named by itself.
_TWO_FROM = 4


class Doubts:
    """The doubtful among what is settled at one state of the decisions.

    `parts` divides the faces at some places in two, as `two_parts` does. `stray_worth` is what a name for a single face
    of somebody unknown brings.
    """

    def __init__(
        self, state: PeopleState, likeness: Likeness, constraints: Constraints, parts: Parts, stray_worth: float
    ) -> None:
        self._state = state
        self._units: Units = likeness.units
        self._likeness = likeness
        self._constraints = constraints
        self._parts = parts
        self._stray_worth = stray_worth

    def about_parts(self, least: float = 0.0) -> Iterator[Question]:
        """Unnamed clusters that may be two people: a yes makes the smaller part one that can be named.

        Clusters that are too small to settle `least` faces that way are not looked at.
        """
        large = np.flatnonzero((self._units.party == OPEN) & self._units.whole & (self._units.size >= _TWO_FROM))
        for unit in large[np.argsort(-self._units.size[large], kind="stable")][:SHORTLIST].tolist():
            members = self._units.members(unit)
            if len(members) / 4 < least:
                return
            part, evidence = self._parts(members)
            odds = self._likeness.log_odds(np.array([evidence], np.float32), len(members) - len(part), len(part))
            chance = 1 / (1 + float(np.exp(min(odds[0], SURE))))
            if chance >= WORTH_TELLING:
                ids = self._units.faces.face_id
                rest = np.setdiff1d(members, part)
                cluster = self._units.cluster_id(unit)
                yield Question(
                    "two", tuple(sorted(ids[rest].tolist())), chance * len(part) / 2, chance, cluster,
                    other_faces=tuple(sorted(ids[part].tolist())), other_cluster=cluster,
                )  # fmt: skip

    def about_faces(self, person: int | None = None) -> Iterator[Question]:
        """Faces of persons (or of this one) that nobody looked at by themselves and that fit somebody else better."""
        units, faces = self._units, self._units.faces
        ids = faces.face_id.tolist()
        by_itself = np.array([face in self._state.confirmed and face not in self._state.grouped for face in ids])
        party = units.party[units.of_face]
        asked = party >= 0 if person is None else party == person
        placed = np.flatnonzero(asked & (units.size[units.of_face] > 2) & ~by_itself)
        own = self._likeness.within[placed]
        own_odds = self._likeness.log_odds(own, 1, units.size[units.of_face[placed]] - 1)
        doubtful = np.argsort(own_odds, kind="stable")[:_DOUBTFUL]
        places = placed[doubtful]
        evidence = self._likeness.of_faces(places)
        evidence[:, units.party < 0] = -np.inf
        evidence[units.party[units.of_face[places], None] == units.party] = -np.inf
        chosen = np.argsort(-(evidence + self._likeness.head_start), axis=1, kind="stable")[:, :CANDIDATES]
        odds = self._likeness.log_odds(np.take_along_axis(evidence, chosen, axis=1), 1, units.size[chosen])
        for face, mine, others, values in zip(places.tolist(), own_odds[doubtful].tolist(), chosen, odds, strict=True):
            yield from self._about_face(face, mine, others, values)

    def _about_face(
        self, place: int, own: float, others: NDArray[np.int64], odds: NDArray[np.float64]
    ) -> Iterator[Question]:
        faces, person = self._units.faces, int(self._units.party[self._units.of_face[place]])
        face, photos = int(faces.face_id[place]), frozenset([int(faces.photo[place])])
        best: dict[int | None, float] = {None: 1.0}
        for unit, value in zip(others.tolist(), odds.tolist(), strict=True):
            who = int(self._units.party[unit])
            if value > -np.inf and not self._constraints.forbid_person([face], photos, who):
                best[who] = max(best.get(who, 0.0), float(np.exp(min(value, SURE))))
        mine = float(np.exp(min(own, SURE)))
        whole = mine + sum(best.values())
        other = max(best, key=lambda who: best[who])
        if mine / whole <= 1 - WORTH_TELLING:
            worth = (0 if other is None else best[other] / whole) + self._stray_worth * best[None] / whole / 2
            yield Question("really", (face,), float(worth), mine / whole, person_id=person, other_person=other)

    def about_persons(self, person: int | None = None) -> Iterator[Question]:
        """Persons (or this one and others) who may be one under two names; a yes gives the smaller one's faces their
        right name.
        """
        units = self._units
        of_person: dict[int, int] = {}
        for unit in np.flatnonzero(units.party >= 0).tolist():
            who = int(units.party[unit])
            if who not in of_person or units.size[unit] > units.size[of_person[who]]:
                of_person[who] = unit
        rows = np.array(sorted(of_person.values()), dtype=np.int64)
        for start in range(0, len(rows), BLOCK_ROWS):
            block = rows[start : start + BLOCK_ROWS]
            odds = self._likeness.log_odds(
                self._likeness.between(block)[:, rows], units.size[block, None], units.size[rows]
            )
            for one, other in zip(*np.nonzero(odds > np.log(_ONE_PERSON / (1 - _ONE_PERSON))), strict=True):
                left, right = int(block[one]), int(rows[other])
                if person is not None and person not in units.party[[left, right]]:
                    continue
                if left < right and not self._constraints.forbid_merge(*units.party[[left, right]].tolist()):
                    yield self._about_two_names(left, right, float(odds[one, other]))

    def _about_two_names(self, left: int, right: int, odds: float) -> Question:
        units = self._units
        one, other = units.party[[left, right]].tolist()
        if units.party_size[one] < units.party_size[other]:
            left, right, one, other = right, left, other, one
        chance = 1 / (1 + float(np.exp(-min(odds, SURE))))
        return Question(
            "same", units.ids(left), chance * units.party_size[other], chance, person_id=one,
            other_faces=units.ids(right), other_person=other,
        )  # fmt: skip
