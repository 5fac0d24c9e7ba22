"""The parse table belongs to the grammar."""

import importlib.util
from pathlib import Path

import pytest

from photoindex.query import parse_table

ROOT = Path(__file__).parents[2]


def test_the_parse_table_is_what_the_grammar_compiles_to() -> None:
    pytest.importorskip("lark")
    specification = importlib.util.spec_from_file_location("make", ROOT / "tools" / "make_parse_table.py")
    assert specification is not None and specification.loader is not None
    make = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(make)
    assert make.page() == Path(parse_table.__file__).read_text(encoding="utf-8"), "run `make grammar`"
