"""The page about queries lists every term, and everything on it is a query."""

import re
from pathlib import Path

import pytest

from photoindex.cli.found import FIELDS
from photoindex.query.parser import parse
from photoindex.query.terms import TERMS

PAGE = (Path(__file__).parents[2] / "docs" / "query.md").read_text(encoding="utf-8")


def test_the_table_lists_every_term_with_its_example() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| .+ \|$", PAGE, flags=re.MULTILINE)
    assert rows == [(term.written, term.example) for term in TERMS.values()]


@pytest.mark.parametrize("query", re.findall(r"^photoindex find '([^']+)'", PAGE, flags=re.MULTILINE))
def test_every_command_on_the_page_has_a_query_that_is_understood(query: str) -> None:
    parse(query)


@pytest.mark.parametrize("query", re.findall(r"^- `([^`]+)`: ", PAGE, flags=re.MULTILINE))
def test_every_explained_query_is_understood(query: str) -> None:
    parse(query)


def test_the_page_names_every_field_of_a_template() -> None:
    documented = set(re.findall(r"`\{(\w+)[:}]", PAGE))
    assert documented == FIELDS.keys()
