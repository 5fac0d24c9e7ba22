"""A printed tree is a query that gives the same tree again."""

import pytest
from hypothesis import given, settings

from photoindex.query.parser import parse
from photoindex.query.printing import printed, quoted_name
from photoindex.query.tree import Tree
from tests.query.trees import trees


@given(trees(saved=True))
@settings(max_examples=1_000)
def test_a_printed_tree_is_parsed_as_the_same_tree(tree: Tree) -> None:
    assert parse(printed(tree)) == tree


@pytest.mark.parametrize(
    ("query", "shortest"),
    [
        ("Grandma and (Tom or Ann), not Bob", "Grandma (Tom | Ann) -Bob"),
        ("only: Grandma, Tom; year:2004", "(only: Grandma Tom) date:2004"),
        ("((Grandma))", "Grandma"),
        ("count:>=3", "count:3.."),
        ("quality:80%", "quality:0.8"),
        ("near:52.5,13.4,5km", "near:52.5,13.4,5000m"),
        ('folder:"Summer 2004"', 'folder:"Summer 2004"'),
    ],
)
def test_a_query_is_printed_in_its_shortest_form(query: str, shortest: str) -> None:
    assert printed(parse(query)) == shortest


@pytest.mark.parametrize(
    "name", ["Anna Maria", "Or", "alone", "since", "year:2004", "-Bob", 'Tom "T" Smith', "2004", "a|b"]
)
def test_a_name_that_means_something_is_printed_in_quotes(name: str) -> None:
    assert quoted_name(name).startswith('"')
    assert printed(parse(quoted_name(name))) == quoted_name(name)
