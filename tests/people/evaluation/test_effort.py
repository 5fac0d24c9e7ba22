"""The number of answers that a library needs."""

import numpy as np

from photoindex.people.evaluation.effort import effort
from tests.people.drawn_library import SFACE, TWO_AND_A_STRAY, library, spread, truth


def test_a_truthful_user_names_each_person_with_one_answer() -> None:
    faces = library([12, 8, 6], [spread(0, 12), spread(12, 20), spread(20, 26)])
    curve = effort(faces, np.repeat(np.arange(3), [12, 8, 6]), SFACE)
    assert (curve.people, curve.faces) == (3, 26)
    assert curve.answers_for(0.4) == 1
    assert curve.answers_for(0.99) == 3
    assert curve.share[-1] == 1.0


def test_a_truthful_user_needs_more_answers_where_a_cluster_holds_two_people() -> None:
    faces = library([12, 8, 6], [spread(0, 17), spread(17, 20), spread(20, 26)])
    curve = effort(faces, np.repeat(np.arange(3), [12, 8, 6]), SFACE)
    assert (curve.answers_for(0.99) or 0) > 3


def test_people_with_few_faces_are_left_out_of_the_curve() -> None:
    curve = effort(TWO_AND_A_STRAY, truth(TWO_AND_A_STRAY), SFACE)
    assert (curve.people, curve.faces) == (2, 20)


def test_a_simulation_stops_at_the_given_number_of_answers() -> None:
    curve = effort(TWO_AND_A_STRAY, truth(TWO_AND_A_STRAY), SFACE, most=1)
    assert curve.answers[-1] == 1
    assert curve.answers_for(0.99) is None
