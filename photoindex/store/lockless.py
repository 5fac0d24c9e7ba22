"""An index opened without a lock: a copy of one, where even the folder for temporary files has no locks."""

from pathlib import Path

import duckdb
import fsspec

from photoindex.store.connection import Connection
from photoindex.store.migrations import NEWEST, migrate, version_of
from photoindex.store.safe_copy import allow_only, copy_rows

Config = dict[str, str | bool | int | float | list[str]]

# DuckDB locks what it opens itself, and nothing that it reads through a file system of Python's.
_SCHEME = "local"


def open_without_lock(copy: Path, config: Config) -> Connection:
    """A connection to read `copy`, which nobody else may write. An older index is migrated in memory.

    Raises:
        duckdb.Error: it cannot be read, or is no database.
        IndexFileError: it is not one that this version can use.
    """
    connection = duckdb.connect(config=config)
    try:
        connection.register_filesystem(fsspec.filesystem("file"))
        place = f"{_SCHEME}://{copy.as_posix()}".replace("'", "''")
        connection.execute(f"ATTACH '{place}' AS original (READ_ONLY)")
        allow_only(connection)
        connection.execute("USE original")
        if version_of(connection) != NEWEST:
            copy_rows(connection, "original", "memory")
            connection.execute("USE memory")
            connection.execute("DETACH original")
            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection
