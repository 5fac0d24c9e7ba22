"""Values outside the range of a column are clamped, never refused."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.store.database.bulk import append_rows
from photoindex.store.opening.index import Index

RANGES = ((-(2**63), 2**63 - 1), (-(2**31), 2**31 - 1), (0, 255))
NUMBERS = st.none() | st.integers(-(2**70), 2**70)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, st.none() | st.text(st.characters(codec=None))), max_size=5))
def test_every_row_is_inserted_with_values_in_range(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]
) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "bulk.duckdb"
    with Index(path).writing() as connection:
        connection.execute("CREATE OR REPLACE TEMP TABLE said (a BIGINT, b INTEGER, c UTINYINT, d VARCHAR)")
        append_rows(connection, "said", rows)
        stored = connection.execute("SELECT * FROM said").fetchall()
    assert len(stored) == len(rows)
    for was, now in zip(rows, stored, strict=True):
        for before, after, (least, most) in zip(was, now, RANGES, strict=False):
            assert after == (before if before is None else min(max(before, least), most))
