"""Measurements on a sample of the faces: how the sample is chosen, and what agrees with measuring all faces."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.questions.order import in_turn
from photoindex.people.questions.question import Question
from photoindex.people.similarity.contradictions import contradictions
from photoindex.people.similarity.resemblance import rank_by_resemblance
from photoindex.people.similarity.sampling import spread_over_people
from tests.people.drawn_faces import faces

people = st.lists(st.integers(0, 5), min_size=1, max_size=60)


@given(people, st.integers(2, 80))
def test_a_sample_over_people_holds_every_face_or_as_many_as_allowed(person: list[int], most: int) -> None:
    whose = np.array(person, dtype=np.int64)
    chosen = spread_over_people(whose, most)
    assert chosen.tolist() == sorted(set(chosen.tolist()))
    assert len(chosen) <= max(most, 2)
    if len(person) <= most:
        assert len(chosen) == len(person)
    elif 2 * len(set(person)) <= most:
        assert set(whose[chosen].tolist()) == set(person)


@given(st.lists(st.integers(1, 8), min_size=2, max_size=6), st.integers(0, 50))
def test_resemblance_equals_comparing_every_pair_of_clusters(sizes: list[int], seed: int) -> None:
    vectors = faces(sizes, seed=seed)
    ends = np.cumsum(sizes)
    of = {who: vectors[end - count : end] for who, (end, count) in enumerate(zip(ends, sizes, strict=True))}
    expected = {
        who: float(np.sort((of[0] @ theirs.T).ravel())[::-1][:3].mean()) for who, theirs in of.items() if who != 0
    }
    found = {item.person_id: item.similarity for item in rank_by_resemblance(0, of)}
    assert found.keys() == expected.keys()
    assert np.allclose([found[who] for who in expected], list(expected.values()), atol=1e-5)


@given(st.integers(3, 40), st.integers(0, 50))
def test_contradictions_agree_with_the_medians_of_all_pairs(count: int, seed: int) -> None:
    vectors = faces([count, 1], seed=seed)
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, np.nan)
    medians = np.nanmedian(similarity, axis=1)
    for item in contradictions(vectors, 0.363):
        assert np.isclose(item.similarity, medians[item.row], atol=1e-5)
        assert np.isclose(item.usual, np.median(medians), atol=1e-5)


questions = st.lists(
    st.builds(
        Question,
        kind=st.sampled_from(["who", "is", "really", "two"]),
        face_ids=st.tuples(st.integers(0, 9)),
        settles=st.floats(0, 100),
        probability=st.floats(0, 1),
        person_id=st.sampled_from([None, 1, 2]),
    ),
    max_size=40,
)


@given(questions)
def test_questions_about_named_people_come_at_least_every_third_time(asked: list[Question]) -> None:
    def named(question: Question) -> bool:
        return question.person_id is not None and (question.kind != "who" or question.probability >= 0.5)

    given = list(in_turn(asked))
    assert sorted(map(repr, given)) == sorted(map(repr, asked))
    for kind in (True, False):
        gains = [item.settles for item in given if named(item) is kind]
        assert all(one >= other for one, other in pairwise(gains))
    for at in range(len(given) - 2):
        waiting = [item for item in given[at + 3 :] if named(item) and item.settles >= 0.5]
        assert not waiting or any(map(named, given[at : at + 3]))
