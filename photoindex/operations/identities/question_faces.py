"""Choose the faces that are shown with a question."""

from collections.abc import Mapping, Sequence

import numpy as np

from photoindex.operations.identities.snapshot import Library
from photoindex.people.questions.question import Question
from photoindex.people.similarity.fit import best_fitting_first
from photoindex.people.similarity.sampling import evenly_spread

Sides = tuple[tuple[int, ...], tuple[int, ...]]
"""The ids of the faces that a question is about, and of the faces to compare them with."""


def sides_of(question: Question, library: Library) -> Sides:
    """The faces that the question is about, and all faces that they can be compared with."""
    if question.other_faces or question.person_id is None:
        return question.face_ids, question.other_faces
    person = question.person_id if question.other_person is None else question.other_person
    theirs = (face for face, who in library.state.confirmed.items() if who == person and face not in question.face_ids)
    return question.face_ids, tuple(sorted(theirs))


def rows_by_face(library: Library) -> dict[int, int]:
    """Map each face id to its row in `library.faces`."""
    return {face: row for row, face in enumerate(library.faces.face_id.tolist())}


def typical_faces(face_ids: Sequence[int], count: int, library: Library, row_of: Mapping[int, int]) -> tuple[int, ...]:
    """Choose up to `count` faces, evenly spread from those that fit best to those that fit worst. The worst may be in
    the wrong set.
    """
    known = [face for face in face_ids if face in row_of]
    if len(known) < 3:
        return tuple(known[:count])
    rows = np.array([row_of[face] for face in known], dtype=np.int64)
    order = best_fitting_first(library.faces.embedding[rows], library.background[rows])
    return tuple(known[at] for at in order[evenly_spread(len(order), count)].tolist())
