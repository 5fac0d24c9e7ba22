"""Estimate how many more answers it takes until most faces have a name."""

from dataclasses import dataclass

import numpy as np

from photoindex.people.parties import NOBODY, with_person
from photoindex.people.questions.question import MAIN_FACES
from photoindex.people.questions.units import Units
from photoindex.people.questions.worth import Worth


@dataclass(frozen=True, slots=True)
class Remaining:
    """`answers` more answers until `goal` (0..1) of the faces that belong to somebody with at least `MAIN_FACES` faces
    have a name. `share` (0..1) of them have one now; `faces` is the estimated number of these faces.
    """

    answers: int
    goal: float
    share: float
    faces: int


def remaining(units: Units, goal: float = 0.95) -> Remaining:
    """Assume that one answer names one unit, the most worthwhile first.

    Faces of people with few faces count less: see `Worth`. Single faces do not count: nearly all of them show
    strangers, and in a library of group photos even a small share of them would dominate the estimate.
    With them, the estimate for a library whose naming took 52 answers (`benchmarks/sitting.py`) was 80; without them,
    it is 48.
    """
    worth = Worth(units)
    opened = np.flatnonzero((units.party == NOBODY) & (units.size > 1))
    size = units.size[opened]
    gains = worth.of(size, np.where(size >= MAIN_FACES, 1.0, 0.0), worth.poor[opened])
    named = float(units.size[with_person(units.party)].sum())
    total = named + float(gains.sum())
    if total == 0.0:
        return Remaining(0, goal, 1.0, 0)
    reached = (named + np.cumsum(np.sort(gains)[::-1])) / total
    answers = 0 if named / total >= goal else int(np.searchsorted(reached, goal)) + 1
    return Remaining(min(answers, len(opened)), goal, named / total, round(total))
