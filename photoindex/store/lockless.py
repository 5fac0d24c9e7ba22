"""An index opened without a lock: a copy of one, where even the folder for temporary files has no locks."""

from pathlib import Path

import duckdb
import fsspec

from photoindex.store.migrations import NEWEST, migrate, version_of

# DuckDB locks what it opens itself, and nothing that it reads through a file system of Python's.
_SCHEME = "local"


def open_without_lock(copy: Path, config: dict[str, str | bool | int | float | list[str]]) -> duckdb.DuckDBPyConnection:
    """A connection to read `copy`, which nobody else may write. An older index is migrated in memory.

    Raises:
        duckdb.Error: it cannot be read, or is no database.
        IndexFileError: it is not one that this version can use.
    """
    connection = duckdb.connect(config=config)
    try:
        attach_without_lock(connection, copy, "original")
        connection.execute("USE original")
        if version_of(connection) != NEWEST:
            connection.execute("COPY FROM DATABASE original TO memory")
            connection.execute("USE memory")
            connection.execute("DETACH original")
            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def attach_without_lock(connection: duckdb.DuckDBPyConnection, copy: Path, name: str) -> None:
    """Attach `copy` as database `name`, for reading.

    Raises:
        duckdb.Error: it cannot be read, or is no database.
    """
    connection.register_filesystem(fsspec.filesystem("file"))
    doubled = f"{_SCHEME}://{copy.as_posix()}".replace("'", "''")
    connection.execute(f"ATTACH '{doubled}' AS {name} (READ_ONLY)")
