"""What keys mean for each kind of question."""

import pytest

from photoindex.cli.interactive.replies import Keep, NotAFace, WantsName, reply_to, with_name
from photoindex.domain.targets import Target
from photoindex.operations.asking import Answer, Likely
from tests.cli.interactive.fakes import (
    CLUSTER,
    GRANDMA,
    is_grandma,
    really_tom,
    same_clusters,
    same_persons,
    two_people,
    who,
    who_says_google,
)  # fmt: skip


def test_yes_and_no_are_the_answers_of_the_question() -> None:
    asked = is_grandma()
    assert reply_to(asked, "y") == Answer("name", CLUSTER, "Grandma")
    assert reply_to(asked, "n") == Answer("not", CLUSTER, "Grandma")
    assert reply_to(really_tom("Tim"), "n") == Answer("name", Target("face", ids=(1,)), "Tim")
    assert reply_to(two_people(), "y") == Answer("split", CLUSTER, faces=(3,))
    assert reply_to(two_people(), "n") == WantsName(Answer("name", CLUSTER))
    assert reply_to(same_persons(), "y") == same_persons().suggestion.yes
    assert reply_to(same_clusters(), "y") == WantsName(Answer("name", Target("cluster", ids=(12, 13))))


def test_the_answer_no_never_ignores_somebody_whose_name_was_not_guessed() -> None:
    assert reply_to(who(), "n") == "no-guess"
    assert reply_to(who(), "i") == Answer("ignore", CLUSTER)


def test_digits_take_the_likely_names() -> None:
    asked = who([Likely(GRANDMA, 0.4)])
    assert reply_to(asked, "1") == Answer("name", CLUSTER, "Grandma")
    assert reply_to(asked, "2") == "no-digit"
    assert reply_to(asked, "0") == "no-digit"
    assert reply_to(asked, "²") is None


@pytest.mark.parametrize("key", ["G", "Y", "g", "É", "人"])
def test_a_letter_without_a_meaning_begins_a_name(key: str) -> None:
    assert reply_to(who(), key) == WantsName(Answer("name", CLUSTER), key)


def test_enter_opens_an_empty_line_for_names_that_begin_with_a_small_letter() -> None:
    assert reply_to(who(), "enter") == reply_to(who(), " ") == WantsName(Answer("name", CLUSTER))
    assert with_name(Answer("name", CLUSTER), "sam") == Answer("name", CLUSTER, "sam")


@pytest.mark.parametrize("key", ["m", "h", "tab", "other", "!", "-"])
def test_other_keys_mean_nothing(key: str) -> None:
    assert reply_to(who(), key) is None


def test_what_cannot_be_answered_is_refused_with_the_reason() -> None:
    assert reply_to(same_clusters(), "i") == reply_to(same_clusters(), "x") == "two-sides"
    assert reply_to(who(), "x") == NotAFace(CLUSTER)
    assert reply_to(same_persons(), "G") == "no-name-here"
    assert reply_to(who(), "k") == "nothing-to-keep"
    assert reply_to(is_grandma(), "k") == reply_to(is_grandma(), "y")
    assert reply_to(really_tom(None), "k") == Keep(Target("face", ids=(1,)))


def test_yes_accepts_the_name_that_another_program_gives() -> None:
    asked = who_says_google()
    assert reply_to(asked, "y") == Answer("name", CLUSTER, "Anna")
    assert reply_to(asked, "n") == "no-guess"
    assert reply_to(asked, "enter") == WantsName(Answer("name", CLUSTER))
