"""Saved searches in a query mean what their queries in parentheses mean."""

from collections.abc import Mapping

import pytest

from photoindex.domain.names import comparable
from photoindex.errors import QueryError
from photoindex.query.parser import parse
from photoindex.query.printing import printed
from photoindex.query.saved import TreeOf, expanded, nearest_searches
from photoindex.query.tree import And, Not, Or, Saved, Someone, Tree


def searches(saved: Mapping[str, str]) -> TreeOf:
    by_form = {comparable(name): (name, parse(query)) for name, query in saved.items()}
    return lambda search, _typed: by_form[comparable(search.name)]


def expand(query: str, **saved: str) -> Tree:
    return expanded(parse(query), searches(saved), query)


@pytest.mark.parametrize(
    ("query", "name"),
    [("@kids", "kids"), ('@"a b"', "a b"), ("@x.y-z", "x.y-z"), ('@"say \\"hi\\""', 'say "hi"'), ("@2004", "2004")],
)
def test_a_word_that_begins_with_an_at_sign_is_a_saved_search(query: str, name: str) -> None:
    assert parse(query) == Saved(name)
    assert printed(Saved(name)) == query


def test_a_saved_search_stands_anywhere_in_a_query() -> None:
    assert parse("Tom -@work (@a | @b)") == And((Someone("Tom"), Not(Saved("work")), Or((Saved("a"), Saved("b")))))


def test_an_at_sign_alone_is_no_search_and_quotes_make_it_a_name() -> None:
    assert parse('"@kids"') == Someone("@kids")
    assert parse("tom@home") == Someone("tom@home")
    assert printed(Someone("@kids")) == '"@kids"'


@pytest.mark.parametrize("query", ["@kids year:2004", "-@kids", "Ann | @kids", "Ann @kids", "@kids @KIDS"])
def test_a_saved_search_means_its_query_in_parentheses(query: str) -> None:
    replaced = query.replace("@kids", "(Tom | Eva -alone)").replace("@KIDS", "(Tom | Eva -alone)")
    assert expand(query, kids="Tom | Eva -alone") == parse(replaced)


def test_saved_searches_may_use_others() -> None:
    assert expand("@trips", trips="@kids folder:trips", kids="Tom | Eva") == parse("(Tom | Eva) folder:trips")


def test_a_circle_is_refused_and_names_its_searches() -> None:
    with pytest.raises(QueryError) as raised:
        expand("Ann @a", a="@b Tom", b="Eva | @c", c="-@a")
    assert raised.value.message == "the saved search @a contains itself: @a, @b, @c, @a"
    assert raised.value.line[raised.value.start : raised.value.end] == "@a"


def test_the_same_search_twice_is_no_circle() -> None:
    assert expand("@a | @b", a="@c", b="@c", c="Tom") == parse("Tom | Tom")


def test_searches_that_double_at_every_level_are_refused_quickly() -> None:
    saved = {f"x{level}": f"@x{level + 1} | @x{level + 1}" for level in range(60)} | {"x60": "Tom"}
    with pytest.raises(QueryError, match=r"nested too deeply|too long"):
        expand("@x0", **saved)
    shallow = {f"x{level}": f"@x{level + 1} | @x{level + 1}" for level in range(20)} | {"x20": "Tom"}
    with pytest.raises(QueryError, match="too long"):
        expand("@x0", **shallow)


def test_a_query_has_no_more_terms_with_its_searches_than_without() -> None:
    many = " | ".join(f"year:{1900 + at}" for at in range(60))
    expand("@a", a=many)
    with pytest.raises(QueryError, match="too long with this saved search"):
        expand("@a @a", a=many)


def test_the_nearest_names_are_proposed() -> None:
    assert nearest_searches("Kid", ["work", "kids", "Kinds"]) == ["kids", "Kinds"]
    assert nearest_searches("zzz", ["work"]) == []
