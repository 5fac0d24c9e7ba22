"""The order in which questions are asked."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.questions.order import in_turn
from photoindex.people.questions.question import Question

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
