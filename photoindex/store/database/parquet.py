"""Make Parquet files with DuckDB."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import duckdb

from photoindex.store.database.connection import path_literal, quoted
from photoindex.store.database.duckdb_errors import system_reason

_TYPES: Mapping[type, str] = {int: "BIGINT", float: "DOUBLE", str: "VARCHAR", datetime: "TIMESTAMP"}


def parquet_of_csv(source: Path, target: Path, columns: Mapping[str, type]) -> None:
    """Turn a CSV file in UTF-8 with a header into a Parquet file. Empty fields become NULL.

    The table is read and written in pieces, so that its size does not matter.

    Args:
        columns: the name and the type (int, float, str or datetime) of each column, in order.

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
        try:
            connection.execute(f"COPY (SELECT {names} FROM {read}) TO {path_literal(target)} (FORMAT parquet)")
        except duckdb.IOException as error:
            raise OSError(system_reason(error)) from error
