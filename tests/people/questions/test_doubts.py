"""Clusters and names that disagree with the faces lead to questions."""

from dataclasses import replace

from photoindex.domain.people import PeopleState
from tests.people.drawn_library import library, spread
from tests.people.questions.asking import ask, ask_all_pairs, people


def test_a_cluster_of_two_people_is_asked_about_with_the_faces_of_the_smaller_part() -> None:
    faces = library([12, 5, 6], [spread(0, 17), spread(17, 23)])
    (question,) = [item for item in ask_all_pairs(faces, PeopleState()) if item.kind == "two"]
    assert question.other_faces == (13, 14, 15, 16, 17)
    assert question.face_ids == tuple(range(1, 13))


def test_a_face_named_with_its_cluster_is_questioned_if_it_looks_like_somebody_else() -> None:
    faces = library([12, 12], [[*spread(0, 12), 12], spread(13, 24)])
    confirmed = dict.fromkeys(range(1, 14), 1) | dict.fromkeys(range(14, 25), 2)
    state = PeopleState(persons=people("Tom", "Anna"), confirmed=confirmed, grouped=frozenset(confirmed))
    (question,) = [item for item in ask(faces, state) if item.kind == "really"]
    assert (question.face_ids, question.person_id, question.other_person) == ((13,), 1, 2)
    looked_at = replace(state, grouped=frozenset(confirmed) - {13})
    assert not [item for item in ask(faces, looked_at) if item.kind == "really"]


def test_a_person_with_two_names_is_asked_about_until_declared_to_be_two_people() -> None:
    faces = library([40, 10], [spread(0, 20), spread(20, 40), spread(40, 50)])
    confirmed = dict.fromkeys(range(1, 21), 1) | dict.fromkeys(range(21, 41), 2) | dict.fromkeys(range(41, 51), 3)
    state = PeopleState(persons=people("Tom", "Thomas", "Anna"), confirmed=confirmed)
    (question,) = [item for item in ask(faces, state) if item.kind == "same"]
    assert {question.person_id, question.other_person} == {1, 2}
    two = replace(state, different_persons=frozenset({(1, 2)}))
    assert not [item for item in ask(faces, two) if item.kind == "same"]
    photo = faces.photo.copy()
    photo[25] = photo[3]
    assert not [item for item in ask(replace(faces, photo=photo), state) if item.kind == "same"]
