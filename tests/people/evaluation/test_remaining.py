"""The number of answers that are left is estimated from the sizes of unnamed clusters."""

import numpy as np
import pytest

from photoindex.domain.assignment_table import CONFIRMED, NONE, AssignmentTable
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.people.evaluation.remaining import Remaining, remaining
from photoindex.people.questions.units import Units
from tests.people.drawn_library import library, spread

FACES = library([40, 30, 20, 10], [spread(0, 40), spread(40, 70), spread(70, 90), spread(90, 100)])


def left(named: int, goal: float = 0.95) -> Remaining:
    """The estimate when the first faces have a name."""
    status = np.where(np.arange(100) < named, CONFIRMED, NONE).astype(np.int8)
    person = np.where(status == CONFIRMED, FACES.cluster, NO_PERSON)
    return remaining(Units(FACES, AssignmentTable(FACES.face_id, person, status, np.ones(100))), goal)


@pytest.mark.parametrize(
    ("named", "goal", "answers", "share"),
    [(0, 0.4, 1, 0.0), (0, 0.7, 2, 0.0), (0, 0.95, 4, 0.0), (40, 0.9, 2, 0.4), (70, 0.9, 1, 0.7), (90, 0.9, 0, 0.9),
     (100, 0.95, 0, 1.0)],
)  # fmt: skip
def test_one_answer_names_one_cluster_the_largest_first(named: int, goal: float, answers: int, share: float) -> None:
    assert left(named, goal) == Remaining(answers, goal, pytest.approx(share), 100)


def test_single_faces_need_no_answers() -> None:
    faces = library([40, 20, *[1] * 40], [spread(0, 40), spread(40, 60)])
    nobody = np.full(100, NO_PERSON)
    table = AssignmentTable(faces.face_id, nobody, np.full(100, NONE, dtype=np.int8), np.ones(100))
    assert remaining(Units(faces, table)) == Remaining(2, 0.95, 0.0, 60)


def test_a_library_without_faces_needs_no_answers() -> None:
    none = library([], [])
    empty = AssignmentTable(none.face_id, none.face_id, none.face_id.astype(np.int8), none.face_id.astype(np.float64))
    assert remaining(Units(none, empty)).answers == 0
