"""Make Parquet files with DuckDB."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import path_literal, quoted
from photoindex.store.database.duckdb_errors import system_reason
from photoindex.store.database.engine import duckdb

_TYPES: Mapping[type, str] = {int: "BIGINT", float: "DOUBLE", str: "VARCHAR", bool: "BOOLEAN", datetime: "TIMESTAMP"}


def parquet_of_csv(source: Path, target: Path, columns: Mapping[str, type]) -> None:
    """Turn a CSV file in UTF-8 with a header into a Parquet file. Empty fields become NULL.

    The table is read and written in pieces, so that its size does not matter.

    Args:
        columns: the name and the type (int, float, str, bool or datetime) of each column, in order.

    Raises:
        OSError: the file cannot be written.
    """
    types = ", ".join(f"{path_literal(Path(name))}: '{_TYPES[kind]}'" for name, kind in columns.items())
    names = ", ".join(map(quoted, columns))
    read = (
        f"read_csv({path_literal(source)}, header = true, auto_detect = false, delim = ',', quote = '\"', "
        f"escape = '\"', nullstr = '', parallel = false, columns = {{{types}}})"
    )
    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "512MB"}) as connection:
        _copy(connection, f"(SELECT {names} FROM {read})", target)


def write_parquet(target: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows to a file that exists and is empty. Characters that are not Unicode, which file names may contain, are
    written as escapes.

    Args:
        columns: the name and the SQL type of each column, in order; a row has a value for each.

    Raises:
        OSError: the file cannot be written.
    """
    defined = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
    with duckdb.connect(":memory:", config={"memory_limit": "2GB"}) as connection:
        connection.execute(f"CREATE TABLE found ({defined})")
        append_rows(connection, "found", rows)
        _copy(connection, "found", target)


def _copy(connection: duckdb.DuckDBPyConnection, source: str, target: Path) -> None:
    """Copy a table, or a query in parentheses. Raises OSError if the file cannot be written."""
    try:
        # DuckDB's own temporary file would be readable by others.
        connection.execute(
            f"COPY {source} TO {path_literal(target)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
        )
    except duckdb.IOException as error:
        raise OSError(system_reason(error)) from error
