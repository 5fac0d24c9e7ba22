"""Write rows to a Parquet file."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import path_literal, quoted
from photoindex.store.database.duckdb_errors import system_reason


def write_parquet(file: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows to a file that exists and is empty. `columns` maps their names to SQL types; rows hold a value for
    each column. Characters that are not Unicode, which file names may contain, are written as escapes.

    Raises:
        OSError: the file cannot be written.
    """
    defined = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute(f"CREATE TABLE found ({defined})")
        append_rows(connection, "found", rows)
        try:
            # DuckDB's own temporary file would be readable by others.
            connection.execute(
                f"COPY found TO {path_literal(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
            )
        except duckdb.IOException as error:
            raise OSError(system_reason(error)) from error
