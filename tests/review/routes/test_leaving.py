"""Answers that name nobody."""

from tests.library import Library
from tests.pages import Visitor


def test_strangers_are_ignored(visitor: Visitor, scanned: Library) -> None:
    answer = visitor.post("/api/ignore", cluster=scanned.cluster_with(4))
    assert answer["said"] == "4 faces ignored."
    assert visitor.sitting.home().ignored == 4


def test_a_skipped_question_is_asked_later_and_nothing_is_recorded(visitor: Visitor) -> None:
    questions = visitor.review.library.questions
    first = questions.list()[0].key
    answer = visitor.post("/api/skip", question=first)
    assert answer["answer"] is None
    assert questions.list()[-1].key == first
    assert visitor.review.library.status().totals.decisions == 0
