"""The faces that were left when others of their cluster were named are asked about with this name."""

from dataclasses import replace

import numpy as np
import pytest

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED, NONE, SUGGESTED, AssignmentTable
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import PeopleState
from photoindex.people.faces import Faces
from photoindex.people.questions.question import Question
from photoindex.people.questions.suggester import Suggester
from tests.people.drawn_library import SFACE, library, spread
from tests.people.questions.asking import people

FACES = library([10, 8], [spread(0, 10), spread(10, 18)])
TOM, ANN = 1, 2
Says = dict[int, tuple[int, float]]
"""The suggested person of a face, and how likely that is."""


def about_the_rest(suggested: Says, state: PeopleState | None = None, faces: Faces = FACES) -> list[Question]:
    """The questions about the last three faces of a cluster of ten, of which seven are Tom's."""
    person = np.array([TOM] * 7 + [NO_PERSON] * 11)
    status = np.array([CONFIRMED] * 7 + [NONE] * 11, dtype=np.int8)
    probability = np.ones(18)
    for face, (who, chance) in suggested.items():
        person[face - 1], status[face - 1], probability[face - 1] = who, SUGGESTED, chance
    state = state or PeopleState(persons=people("Tom", "Ann"), confirmed=dict.fromkeys(range(1, 8), TOM))
    table = AssignmentTable(faces.face_id, person, status, probability)
    found = Suggester(faces, SFACE).questions(state, table, 50)
    assert found == Suggester(faces, SFACE).questions(state, table.records(), 50)
    return [item for item in found if not {8, 9, 10}.isdisjoint(item.face_ids)]


def test_the_rest_of_a_named_cluster_is_asked_about_with_its_name() -> None:
    (question,) = about_the_rest({8: (TOM, 0.9), 9: (TOM, 0.7), 10: (TOM, 0.6)})
    assert (question.kind, question.face_ids, question.person_id) == ("is", (8, 9, 10), TOM)
    assert question.cluster_id is None
    assert question.probability == pytest.approx(2.2 / 3)
    assert question.settles == pytest.approx(2.2)


def test_faces_without_a_suggested_name_wait_until_the_others_are_answered() -> None:
    (question,) = about_the_rest({8: (TOM, 0.9), 10: (TOM, 0.6)})
    assert (question.kind, question.face_ids) == ("is", (8, 10))


def test_a_refused_name_is_not_asked_about_again() -> None:
    state = PeopleState(
        persons=people("Tom", "Ann"), confirmed=dict.fromkeys(range(1, 8), TOM), rejected={9: frozenset({TOM})}
    )
    (question,) = about_the_rest({8: (TOM, 0.9), 9: (TOM, 0.7)}, state)
    assert (question.kind, question.face_ids) == ("is", (8,))


def test_a_face_from_a_photo_that_shows_the_person_already_is_not_asked_about_with_that_name() -> None:
    photo = FACES.photo.copy()
    photo[8] = photo[0]
    (question,) = about_the_rest({8: (TOM, 0.9), 9: (TOM, 0.7)}, faces=replace(FACES, photo=photo))
    assert (question.kind, question.face_ids) == ("is", (8,))


def test_a_suggestion_from_outside_the_cluster_does_not_change_the_question() -> None:
    without = about_the_rest({})
    assert about_the_rest({8: (ANN, 0.6), 9: (ANN, 0.6)}) == without


def test_without_anything_suggested_the_looks_of_all_faces_decide() -> None:
    (question,) = about_the_rest({})
    assert question.face_ids == (8, 9, 10)


def test_an_automatic_name_is_not_asked_about() -> None:
    table = AssignmentTable(
        FACES.face_id,
        np.array([TOM] * 10 + [NO_PERSON] * 8),
        np.array([CONFIRMED] * 7 + [AUTOMATIC] * 3 + [NONE] * 8, dtype=np.int8),
        np.full(18, 0.97),
    )
    state = PeopleState(persons=people("Tom"), confirmed=dict.fromkeys(range(1, 8), TOM))
    asked = Suggester(FACES, SFACE).questions(state, table, 50)
    assert not [item for item in asked if item.kind == "is" and not {8, 9, 10}.isdisjoint(item.face_ids)]
