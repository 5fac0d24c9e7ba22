"""Estimate whom a unit may show: the persons and other units that are most similar to it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.parties import IGNORED, NOBODY, Party
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.question import CANDIDATES, MAIN_FACES, MAX_LOG_ODDS
from photoindex.people.questions.units import UnitEvidence, Units

# The number of pairs of units that are compared at once: 2 MB of float32.
_PAIRS_AT_ONCE = 1 << 19


@dataclass(frozen=True, slots=True)
class Prospects:
    """The people whom a unit may show, as probabilities: that the unit is a given person, that it is the same person as
    another given unit, that it is to be ignored, and that it belongs to somebody with many faces.
    """

    persons: tuple[tuple[Party, float], ...]
    units: tuple[tuple[int, float], ...]
    ignored: float
    main: float

    @property
    def guess(self) -> tuple[Party | None, float]:
        return max(self.persons, key=lambda entry: entry[1], default=(None, 0.0))


class UnitProspects:
    """The prospects of all units in a given state of the decisions."""

    def __init__(self, units: Units, evidence: UnitEvidence, rules: ProposalRules) -> None:
        self.units, self.evidence, self.rules = units, evidence, rules
        # The number of faces of the person to whom a unit belongs, as far as is known. For a named person, all the
        # person's faces count; for an unnamed unit, only its own faces count.
        party_size = self.units.party_size
        known = np.array([party_size[Party(who)] for who in self.units.party.tolist()], dtype=np.int64)
        self._known = np.where(self.units.party == NOBODY, self.units.size, known)

    def nearest(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For each of these units, the other units that are most likely the same person, and the log odds that the two
        units are one person. The log odds are -inf for the unit itself.
        """
        size = self.units.size
        count = min(CANDIDATES, len(size))
        nearest = np.empty((len(rows), count), dtype=np.int64)
        odds = np.empty((len(rows), count), dtype=np.float64)
        at_once = max(1, _PAIRS_AT_ONCE // max(len(size), 1))
        for start in range(0, len(rows), at_once):
            block = rows[start : start + at_once]
            evidence = self.evidence.between(block)
            evidence[np.arange(len(block)), block] = -np.inf
            chosen = np.stack(
                [
                    np.argpartition(row + self.evidence.head_start, len(size) - count)[len(size) - count :]
                    for row in evidence
                ]
            )
            nearest[start : start + len(block)] = chosen
            found = np.take_along_axis(evidence, chosen, axis=1)
            odds[start : start + len(block)] = self.evidence.log_odds(found, size[block, None], size[chosen])
        return nearest, odds

    def of(self, unit: int, nearest: NDArray[np.int64], odds: NDArray[np.float64]) -> Prospects:
        """The probability of each person whom the unit may show, from its log odds with its likeliest units."""
        ids, photos, count = self.units.ids(unit), self.units.photos(unit), int(self.units.size[unit])
        best: dict[tuple[Party, int | None], tuple[float, int]] = {}
        for other, value in zip(nearest.tolist(), odds.tolist(), strict=True):
            if value == -np.inf:
                continue
            party = self.units.party_of(other)
            if party == NOBODY:
                forbidden = self.rules.forbid_pair(unit, other)
            else:
                forbidden = self.rules.forbid_person(ids, photos, party)
            if not forbidden:
                key = (party, other if party == NOBODY else None)
                best[key] = max(best.get(key, (-np.inf, other)), (value, other))
        weights = {key: np.exp(min(value, MAX_LOG_ODDS)) for key, (value, _) in best.items()}
        whole = 1.0 + sum(weights.values())
        main = sum(weight for key, weight in weights.items() if count + self._known[best[key][1]] >= MAIN_FACES)
        persons = {party: weight / whole for (party, _), weight in weights.items() if party >= 0}
        return Prospects(
            persons=tuple(persons.items()),
            units=tuple((other, weight / whole) for (_, other), weight in weights.items() if other is not None),
            ignored=float(weights.get((IGNORED, None), 0.0) / whole),
            main=1.0 if count >= MAIN_FACES else float(main / whole),
        )
