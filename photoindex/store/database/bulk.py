"""Insert many rows in one statement. This passes the columns as lists; one INSERT per row takes DuckDB 40 times as
long.

Values from cameras and file systems may lie outside the range of a column, and a single such value would make DuckDB
refuse the whole statement. So this module clamps every value to the range of its column.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from photoindex.store.database.engine import duckdb

_RANGES: Mapping[str, tuple[int, int]] = {
    "BIGINT": (-(2**63), 2**63 - 1),
    "INTEGER": (-(2**31), 2**31 - 1),
    "UTINYINT": (0, 2**8 - 1),
}

# Limits the parameters of one statement to a few megabytes.
_ROWS_AT_ONCE = 20_000


def append_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows that hold a value for every column of `table`, in order."""
    pending: list[Sequence[Any]] = []
    types = column_types(connection, table)
    for row in rows:
        pending.append(row)
        if len(pending) == _ROWS_AT_ONCE:
            _insert(connection, table, types, pending)
            pending = []
    _insert(connection, table, types, pending)


def column_types(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The SQL types of a table's columns, in order."""
    # Reading the types from an empty result takes a tenth of the time of querying the catalogue.
    empty = connection.execute(f"SELECT * FROM {table} LIMIT 0")
    return [str(column[1]) for column in empty.description or ()]


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, types: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    if not rows:
        return
    columns = [_fitting(kind, list(column)) for kind, column in zip(types, zip(*rows, strict=True), strict=True)]
    lists = ", ".join(f"unnest(?::{kind}[])" for kind in types)
    connection.execute(f"INSERT INTO {table} SELECT {lists}", columns)


def _fitting(kind: str, column: list[Any]) -> list[Any]:
    """The values, changed so that a column of this SQL type can hold them: numbers are put in range, and lone
    surrogates in text are replaced.
    """
    if kind == "VARCHAR":
        return [_valid(text) if text is not None and not text.isascii() else text for text in column]
    if kind not in _RANGES:
        return column
    least, most = _RANGES[kind]
    if all(value is None or least <= value <= most for value in column):
        return column
    return [value if value is None else min(max(value, least), most) for value in column]


def _valid(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def next_ids(connection: duckdb.DuckDBPyConnection, sequence: str, count: int) -> list[int]:
    """The next `count` numbers of a sequence. A sequence never gives the same number twice."""
    rows = connection.execute(f"SELECT nextval('{sequence}') FROM range(?)", [count]).fetchall()
    return [int(row[0]) for row in rows]
