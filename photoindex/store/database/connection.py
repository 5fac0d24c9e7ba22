"""An open index, and helpers that write values for it: times, and the names and paths in SQL statements that take no
parameters.
"""

from datetime import UTC, datetime
from pathlib import Path

from photoindex.store.database.engine import duckdb

Config = dict[str, str | bool | int | float | list[str]]
"""Settings of DuckDB."""

Connection = duckdb.DuckDBPyConnection
"""An open index. Modules below `opening` are given a connection and never open the file themselves."""


def utc_now() -> datetime:
    """The current time in UTC as a datetime without a time zone, which is what DuckDB's TIMESTAMP holds."""
    return datetime.now(UTC).replace(tzinfo=None)


def path_literal(path: Path) -> str:
    """A path as a string literal, for SQL statements that take no parameters."""
    doubled = str(path).replace("'", "''")
    return f"'{doubled}'"


def quoted(name: str) -> str:
    """The name of a table or column, quoted for SQL."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def count_rows(connection: Connection, table: str) -> int:
    """The number of rows in a table."""
    row = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()
    assert row is not None
    return int(row[0])
