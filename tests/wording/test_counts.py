"""Numbers have their nouns and verbs."""

import pytest

from photoindex.wording.counts import agreeing, count


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 photos are"), (1, "1 photo is"), (2, "2 photos are"), (2000, "2,000 photos are")]
)
def test_one_thing_is_singular_and_all_other_numbers_are_plural(number: int, words: str) -> None:
    assert f"{count(number, 'photo')} {agreeing(number, 'is', 'are')}" == words


def test_a_plural_may_be_irregular() -> None:
    assert (count(1, "person", "people"), count(3, "person", "people")) == ("1 person", "3 people")
