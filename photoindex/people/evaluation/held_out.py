"""Confirmed faces in, what the machine would have done with them out: who it names rightly when a part is hidden."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState, Person
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.rules import assign
from photoindex.people.questions.units import Faces

# Each face is hidden once, together with every fifth other one.
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Naming:
    """Of the `faces` that were hidden, how many got their `right` name or a `wrong` one; the others got none."""

    faces: int
    right: int
    wrong: int


def name_held_out(faces: Faces, person: NDArray[np.int64], thresholds: Thresholds, measured: Measured | None) -> Naming:
    """Hide a fifth of the confirmed faces, let the others name them, and go on with the next fifth.

    `person` is int64 (n,), from 0, negative for a face whose person is not known. The clusters of the faces are those
    that the machine makes of them without a word from a human.
    """
    known = np.flatnonzero(person >= 0)
    people = {who: Person(who, str(who)) for who in np.unique(person[known]).tolist()}
    right = wrong = 0
    for fold in range(_FOLDS):
        hidden = known[fold::_FOLDS]
        told = np.setdiff1d(known, hidden)
        said = dict(zip(faces.face_id[told].tolist(), person[told].tolist(), strict=True))
        found = assign(
            faces.face_id, faces.photo, faces.cluster, faces.embedding, state=PeopleState(people, confirmed=said),
            thresholds=thresholds, measured=measured,
        )  # fmt: skip
        for place in hidden.tolist():
            if found[place].status == "automatic":
                same = found[place].person_id == int(person[place])
                right, wrong = right + same, wrong + (not same)
    return Naming(len(known), right, wrong)
