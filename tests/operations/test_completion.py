"""The last word of a query is completed: names, terms and values of terms."""

import pytest

from photoindex.operations.completion import query_completions
from photoindex.query.parser import parse

NAMES = ("Grandma", "Tom", "Anna Maria", "Ben Since")


@pytest.mark.parametrize(
    ("typed", "completions"),
    [
        ("", [*NAMES]),
        ("gr", ["Grandma"]),
        ("Anna M", ["Anna Maria"]),
        ("ye", ["year:"]),
        ("Grandma (T", ["Grandma (Tom", "Grandma (twice", "Grandma (together", "Grandma (text:"]),
        ("Grandma -ma", ['Grandma -"Anna Maria"']),
        ('Grandma "Anna M', ['Grandma "Anna Maria"']),
        ("only:gr", ["only:Grandma"]),
        ("person:since", ['person:"Ben Since"']),
        ("Tom status:s", ["Tom status:suggested"]),
        ("month:ma", ["month:march", "month:may"]),
        ("folder:x", []),
        ("xyz", []),
    ],
)
def test_the_last_word_is_completed(typed: str, completions: list[str]) -> None:
    assert query_completions(NAMES, typed) == completions


def test_completed_names_are_understood() -> None:
    for typed in ("Tom -ma", "only:be", 'Tom "Be'):
        (line,) = query_completions(NAMES, typed)
        assert parse(line)


@pytest.mark.parametrize(
    ("typed", "completions"),
    [
        ("@", ["@kids", '@"a b"']),
        ("Tom -@K", ["Tom -@kids"]),
        ("(@k", ["(@kids"]),
        ('Tom @"a', ['Tom @"a b"']),
        ("@kids g", ["@kids Grandma"]),
        ("x@k", []),
        ("@zzz", []),
    ],
)
def test_saved_searches_are_completed(typed: str, completions: list[str]) -> None:
    assert query_completions(NAMES, typed, ("kids", "a b")) == completions
