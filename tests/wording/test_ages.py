import pytest

from photoindex.domain.ages import Age
from photoindex.wording.ages import age_words, ages_words


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (Age(12, 12), "12 years old"),
        (Age(2, 2), "2 years old"),
        (Age(0, 1), "about 1 year old"),
        (Age(64, 65), "about 65 years old"),
        (Age(10, 20), "10 to 20 years old"),
        (Age(7, 7, "months"), "7 months old"),
        (Age(1, 1, "months"), "1 month old"),
        (Age(0, 0, "months"), "newborn"),
    ],
)
def test_an_age_is_told_as_people_say_it(age: Age, words: str) -> None:
    assert age_words(age) == words


@pytest.mark.parametrize(
    ("youngest", "oldest", "words"),
    [
        (Age(12, 12), Age(12, 12), "12 years old"),
        (Age(12, 12), Age(14, 14), "12 – 14 years old"),
        (Age(63, 64), Age(64, 65), "64 – 65 years old"),
        (Age(0, 0, "months"), Age(3, 3), "newborn – 3 years old"),
    ],
)
def test_the_ages_of_a_chapter_are_a_range(youngest: Age, oldest: Age, words: str) -> None:
    assert ages_words(youngest, oldest) == words
