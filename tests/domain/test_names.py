"""Names as people type them."""

import shlex

import pytest

from photoindex.advice.actions import Action
from photoindex.domain.names import as_typed, clean_name, find_person, match_names, resolve_names
from photoindex.domain.people import Person
from photoindex.errors import NotFoundError, UsageError

PERSONS = [Person(1, "Grandma"), Person(2, "Zoë Müller"), Person(3, "Tom"), Person(4, "Uncle Tom")]


@pytest.mark.parametrize("typed", ["grandma", "GRANDMA", " Grandma "])
def test_case_and_spaces_are_ignored(typed: str) -> None:
    assert find_person(typed, PERSONS) == PERSONS[0]


def test_accents_typed_as_one_or_two_characters_are_the_same() -> None:
    assert find_person("Zoe\u0308 Mu\u0308ller", PERSONS) == PERSONS[1]


def test_a_similar_name_is_suggested_but_never_used_without_asking() -> None:
    with pytest.raises(NotFoundError, match="Grandpa") as caught:
        resolve_names(["Grandpa"], PERSONS)
    assert "Grandma" in caught.value.hint


def test_for_part_of_a_name_the_whole_name_is_suggested() -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_names(["müller"], PERSONS)
    assert "Zoë Müller" in caught.value.hint


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("花子", "山田花子"),
        ("山田 花子", "山田花子"),
        ("佐藤太郎", "佐藤 太郎"),
        ("太郎", "佐藤 太郎"),
        ("철수", "김철수"),
        ("ナカ", "田中ナカ"),
        ("muller", "Jürgen Müller"),
    ],
)
def test_in_scripts_without_spaces_any_part_of_a_name_is_enough(typed: str, name: str) -> None:
    people = [
        Person(number, name)
        for number, name in enumerate(("山田花子", "佐藤 太郎", "김철수", "田中ナカ", "Jürgen Müller"))
    ]
    assert [match.person.name for match in match_names([typed], people)] == [name]


def test_in_other_scripts_a_part_of_a_name_begins_a_word() -> None:
    with pytest.raises(NotFoundError):
        match_names(["andma"], PERSONS)


def test_a_person_named_twice_counts_once() -> None:
    assert resolve_names(["Tom", "tom"], PERSONS) == [PERSONS[2]]


def test_if_nobody_has_a_name_the_hint_tells_how_to_give_one() -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_names(["Tom"], [])
    assert caught.value.advice == (Action.LIST_CLUSTERS, Action.NAME_CLUSTER)


@pytest.mark.parametrize("text", ["", "   ", "12", "a\x00b", "line\x1b[31m", "\u200b", "\u202e\ufeff", "\udcff"])
def test_an_invalid_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        clean_name(text)


def test_a_name_is_stored_with_composed_accents_and_single_spaces() -> None:
    assert clean_name("  Zoe\u0308   Mu\u0308ller ") == "Zoë Müller"


def test_invisible_characters_do_not_make_a_different_name() -> None:
    assert find_person("T\u200bom\u2060", PERSONS) == PERSONS[2]
    assert clean_name("\u202aTom\u202c") == "Tom"
    assert clean_name("T\u200bom\ufeff") == "Tom"
    assert clean_name("\U0001f469\u200d\U0001f467") == "\U0001f469\u200d\U0001f467"


def test_a_name_is_quoted_for_the_shell() -> None:
    assert as_typed("Ben O'Neil") == '"Ben O\'Neil"'
    for name in ('Tom "the cat"', "a$HOME `x`", "back\\slash", "wow!"):
        assert shlex.split(as_typed(name)) == [name]
