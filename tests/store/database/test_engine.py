"""The engine of DuckDB is the one that its package uses."""

import duckdb as package

from photoindex.store.database.engine import duckdb


def test_the_engine_has_the_connections_and_exceptions_of_the_package() -> None:
    assert duckdb.connect is package.connect
    assert duckdb.DuckDBPyConnection is package.DuckDBPyConnection
    assert duckdb.Error is package.Error


def test_the_engine_reads_values_and_arrays_without_the_package() -> None:
    connection = duckdb.connect()
    values = connection.execute("SELECT ?, ?::BIGINT[], DATE '2004-07-14'", ["Tom", [1, 2]]).fetchone()
    column = connection.execute("SELECT a FROM range(3) AS rows(a)").fetchnumpy()["a"]
    assert values is not None
    assert [values[0], values[1], str(values[2])] == ["Tom", [1, 2], "2004-07-14"]
    assert column.tolist() == [0, 1, 2]
