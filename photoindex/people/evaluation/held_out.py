"""Hide a part of the confirmed faces and count how many of them the machine names correctly."""

from dataclasses import dataclass

import numpy as np

from photoindex.domain.assignment_table import AUTOMATIC
from photoindex.domain.people import PeopleState, Person
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.rules import assign_all
from photoindex.people.faces import Faces
from photoindex.people.parties import Parties, with_person

# The confirmed faces are hidden in this many parts, one part at a time, so that each face is hidden once.
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Naming:
    """`faces` is the number of hidden faces. `right` is the number of hidden faces that got their right name, and
    `wrong` the number that got a wrong name. The other hidden faces got no name.
    """

    faces: int
    right: int
    wrong: int


def name_held_out(faces: Faces, person: Parties, thresholds: Thresholds, measured: Measured | None) -> Naming:
    """Hide each fifth of the confirmed faces in turn, and let the other faces name the hidden ones.

    `person` is int64 (n,), from 0, or `NOBODY` if the person is not known. The clusters in `faces` must be the clusters
    that the machine makes without any decision by a human.
    """
    known = np.flatnonzero(with_person(person))
    people = {who: Person(who, str(who)) for who in np.unique(person[known]).tolist()}
    right = wrong = 0
    for fold in range(_FOLDS):
        hidden = known[fold::_FOLDS]
        told = np.setdiff1d(known, hidden)
        said = dict(zip(faces.face_id[told].tolist(), person[told].tolist(), strict=True))
        found = assign_all(
            faces.face_id, faces.photo, faces.cluster, faces.embedding, state=PeopleState(people, confirmed=said),
            thresholds=thresholds, measured=measured,
        )  # fmt: skip
        named = hidden[found.status[hidden] == AUTOMATIC]
        same = int(np.count_nonzero(found.person_id[named] == person[named]))
        right, wrong = right + same, wrong + len(named) - same
    return Naming(len(known), right, wrong)
