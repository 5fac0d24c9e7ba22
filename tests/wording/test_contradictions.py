"""Reasons to doubt the name of a face, in words."""

import pytest

from photoindex.operations.check_people import LooksUnlike, OutsideLife, SeveralTimes, Why
from photoindex.wording.contradictions import in_words


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (LooksUnlike(0.1, 0.62), "looks unlike the others (similarity 0.10, usual 0.62)"),
        (OutsideLife(), "the photo was taken before the birth or after the death"),
        (SeveralTimes(2), "is in this photo 2 times"),
    ],
)
def test_each_kind_of_contradiction_has_a_sentence(why: Why, words: str) -> None:
    assert in_words(why) == words
