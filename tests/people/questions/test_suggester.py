"""Suggestions: which questions are asked, in which order, and which are never asked."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.domain.people import PeopleState
from photoindex.people.parties import NO_CLUSTER
from tests.people.drawn_library import TWO_AND_A_STRAY, library, spread
from tests.people.questions.asking import ask, ask_all_pairs, people


def test_an_empty_library_has_nothing_to_ask() -> None:
    assert ask(library([], [])) == []


def test_the_largest_unnamed_cluster_is_asked_about_first() -> None:
    first, second, *_ = ask(TWO_AND_A_STRAY)
    assert [(item.kind, item.cluster_id) for item in (first, second)] == [("who", 1), ("who", 2)]
    assert first.settles == pytest.approx(11)


def test_questions_that_settle_the_most_come_first_and_no_face_is_asked_about_twice() -> None:
    questions = ask(TWO_AND_A_STRAY)
    assert [item.settles for item in questions] == sorted((item.settles for item in questions), reverse=True)
    asked = [face for item in questions for face in (*item.face_ids, *item.other_faces)]
    assert len(asked) == len(set(asked))


def test_there_are_no_more_questions_than_requested() -> None:
    assert len(ask(TWO_AND_A_STRAY, limit=1)) == 1


def test_a_stray_face_is_asked_about_with_the_name_of_its_person() -> None:
    named = PeopleState(persons=people("Tom"), confirmed=dict.fromkeys(range(1, 12), 1))
    (question,) = [item for item in ask(TWO_AND_A_STRAY, named) if item.face_ids == (12,)]
    assert question.kind == "is"
    assert question.person_id == 1
    assert question.probability >= 0.8


def test_a_rejected_name_is_not_proposed_again() -> None:
    state = PeopleState(persons=people("Tom"), confirmed=dict.fromkeys(range(1, 12), 1), rejected={12: frozenset({1})})
    (question,) = [item for item in ask(TWO_AND_A_STRAY, state) if item.face_ids == (12,)]
    assert question.person_id is None


def test_somebody_who_was_not_alive_is_not_proposed() -> None:
    state = PeopleState(
        persons=people("Tom"), confirmed=dict.fromkeys(range(1, 12), 1), outside_life={12: frozenset({1})}
    )
    assert all(item.person_id is None for item in ask(TWO_AND_A_STRAY, state) if item.face_ids == (12,))


def test_somebody_who_has_another_face_in_the_photo_is_not_proposed() -> None:
    photo = TWO_AND_A_STRAY.photo.copy()
    photo[11] = photo[0]
    faces = replace(TWO_AND_A_STRAY, photo=photo)
    state = PeopleState(persons=people("Tom"), confirmed=dict.fromkeys(range(1, 12), 1))
    assert all(item.person_id is None for item in ask(faces, state) if item.face_ids == (12,))


def test_a_face_declared_different_from_a_confirmed_face_is_not_proposed_as_that_person() -> None:
    state = PeopleState(
        persons=people("Tom"),
        confirmed=dict.fromkeys(range(1, 12), 1),
        apart=((frozenset({3}), frozenset({12})),),
    )
    assert all(item.person_id is None for item in ask(TWO_AND_A_STRAY, state) if item.face_ids == (12,))


def test_two_clusters_of_one_person_are_asked_about_until_declared_to_be_two_people() -> None:
    faces = library([40, 10], [spread(0, 20), spread(20, 40), spread(40, 50)])
    kinds = {(item.kind, item.cluster_id, item.other_cluster) for item in ask_all_pairs(faces, PeopleState())}
    assert {("same", 1, 2), ("same", 2, 1)} & kinds
    apart = PeopleState(apart=((frozenset(range(1, 21)), frozenset(range(21, 41))),))
    assert not [item for item in ask_all_pairs(faces, apart) if item.kind == "same"]


def test_ignored_faces_are_not_asked_about() -> None:
    state = PeopleState(ignored=frozenset(range(13, 21)))
    assert not [item for item in ask(TWO_AND_A_STRAY, state) if set(item.face_ids) & set(range(13, 21))]


@given(
    st.lists(st.integers(1, 7), min_size=2, max_size=6),
    st.integers(0, 2**16),
    st.sets(st.tuples(st.integers(1, 20), st.integers(1, 2)), max_size=15),
)
@settings(max_examples=60)
def test_proposals_never_contradict_a_decision_or_a_photo(
    sizes: list[int], seed: int, rejections: set[tuple[int, int]]
) -> None:
    random = np.random.default_rng(seed)
    count = sum(sizes)
    faces = library(sizes, [], seed=seed)
    faces = replace(
        faces, cluster=random.integers(NO_CLUSTER, 4, count).astype(np.int64), photo=random.integers(0, count, count)
    )
    confirmed = {int(face): int(random.integers(1, 3)) for face in faces.face_id if random.random() < 0.3}
    rejected: dict[int, frozenset[int | None]] = {}
    for face, person in rejections:
        if face <= count and confirmed.get(face) != person:
            rejected[face] = rejected.get(face, frozenset()) | {person}
    state = PeopleState(persons=people("Tom", "Anna"), confirmed=confirmed, rejected=rejected)
    photos_of: dict[int, set[int]] = {
        who: {int(faces.photo[face - 1]) for face, person in confirmed.items() if person == who} for who in (1, 2)
    }
    for question in ask(faces, state):
        if question.kind == "same" and question.person_id is not None:
            assert photos_of[1].isdisjoint(photos_of[2])
            continue
        proposed = question.other_person if question.kind == "really" else question.person_id
        if proposed is not None:
            assert all(proposed not in rejected.get(face, frozenset()) for face in question.face_ids)
            assert all(int(faces.photo[face - 1]) not in photos_of[proposed] for face in question.face_ids)
