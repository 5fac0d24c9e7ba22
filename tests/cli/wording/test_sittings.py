"""The texts of a sitting, for every kind of question."""

import pytest

from photoindex.cli.wording.sittings import caption, effects, name_hint, question, reason, sides, summary
from photoindex.operations.asking import Asked, Likely
from tests.cli.interactive.fakes import (
    FACES,
    GRANDMA,
    TOM,
    is_grandma,
    really_tom,
    same_clusters,
    same_persons,
    two_people,
    who,
    who_says_google,
)  # fmt: skip

KNOWN = {"Grandma": GRANDMA, "Tom": TOM}


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (is_grandma(), ["y  3 faces join Grandma, 200 photos", "n  not this person, now and later",
                        "1  Grandma, 200 photos: 83% likely", "2  Tom, 1 photo: 10% likely"]),
        (who_says_google(), ["y  3 faces become Anna, who is new", "A-Z or Enter  a name for 3 faces",
                             "i  a stranger: left out, now and later"]),
        (who([Likely(TOM, 0.3)]), ["A-Z or Enter  a name for 3 faces", "i  a stranger: left out, now and later",
                                   "1  Tom, 1 photo: 30% likely"]),
        (really_tom("Tim"), ["y or k  confirmed as Tom", "n  Tim"]),
        (really_tom(None), ["y or k  confirmed as Tom", "n  somebody else, not named yet"]),
        (two_people(), ["y  1 face gets a cluster of its own", "n  one person: type the name"]),
        (same_clusters(), ["y  one person: type the name for 3 faces", "n  two people: they will not be joined"]),
        (same_persons(), ["y  Tom joins Grandma, 200 photos", "n  two people: they will not be joined"]),
    ],
    ids=lambda value: value.suggestion.question.kind if isinstance(value, Asked) else "",
)  # fmt: skip
def test_each_answer_says_what_it_does(asked: Asked, lines: list[str]) -> None:
    assert [line.strip() for line in effects(asked, KNOWN)] == lines


def test_the_reason_gives_the_likelihood_and_the_gain() -> None:
    assert reason(is_grandma()) == ("Why: they look alike, 83% likely to be one person. An answer may settle 2 faces.")
    assert reason(who()) == "Why: nobody has named these 3 faces, and the answer settles all of them."
    assert reason(who_says_google()) == (
        "Why: names from another program, 97% likely to be right. An answer may settle 3 faces."
    )
    assert "40% likely that the name is right" in reason(really_tom(None))
    assert "Two people: 50% likely" in reason(two_people())


def test_a_question_says_what_another_program_says() -> None:
    assert question(who_says_google()) == (
        "Who is cluster 12 (3 faces)? Google Photos says: Anna. "
        "All 3 photos in which it names Anna show one of these faces."
    )


def test_the_two_sides_have_headings() -> None:
    assert sides(who()) == ("", "")
    assert sides(is_grandma()) == ("cluster 12", "confirmed: Grandma")
    assert sides(same_clusters()) == ("cluster 12", "cluster 13")
    assert sides(same_persons()) == ("Grandma", "Tom")
    assert sides(two_people()) == ("most of them", "the others")


def test_the_hint_says_whom_a_typed_name_joins() -> None:
    assert name_hint("Tom", ["Tom"], KNOWN) == "joins Tom, 1 photo"
    assert name_hint(None, ["Tom", "Tommy"], KNOWN) == "new; Tab: Tom, Tommy"
    assert name_hint(None, [], KNOWN) == "new"


def test_the_summary_counts_answers_minutes_and_faces() -> None:
    assert summary(12, 200.4, 214) == "12 answers in 3 min 20 s settled 214 faces, 17.8 an answer."
    assert summary(1, 5.0, 0) == "1 answer in 5 s settled 0 faces."
    assert summary(0, 5.0, 0) == "No answers, so nothing was changed."


def test_a_face_without_a_date_is_captioned_with_its_number() -> None:
    assert caption(FACES[0]) == "face 1"


def test_names_cannot_disturb_the_terminal() -> None:
    evil = "Rosa\x1b]0;owned\x07"
    asked = is_grandma()
    known = type(GRANDMA)(evil, 3, 3)
    assert "\x1b" not in name_hint(evil, [], {evil: known}) + name_hint(None, [evil], {})
    assert "\x1b" not in "".join(effects(who([Likely(known, 0.5)]), {evil: known})) + question(asked)
