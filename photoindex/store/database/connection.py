"""The type of an open index, for modules that the index itself is built on."""

from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection


def path_literal(path: Path) -> str:
    """A path as a text in SQL, for statements that take no parameters."""
    doubled = str(path).replace("'", "''")
    return f"'{doubled}'"
