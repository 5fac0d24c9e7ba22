"""Refuse files that only pretend to be an index. If a foreign or damaged index causes an error, report it as an error
of that index.
"""

from contextlib import suppress
from pathlib import Path

from photoindex.errors import IndexDamagedError, IndexFileError, PhotoIndexError
from photoindex.store.database.connection import Connection
from photoindex.store.database.engine import duckdb
from photoindex.store.database.invalid_values import refuse_values
from photoindex.store.database.migrations import NEWEST, migrate
from photoindex.store.database.safe_copy import check_catalogue
from photoindex.store.database.schema import FIRST_TABLES
from photoindex.store.database.schema_difference import database_in_use, expected

_ROW_NUMBERS = " UNION ALL ".join(f"(SELECT rowid FROM {table} LIMIT 0)" for table in FIRST_TABLES)


# DuckDB's magic bytes end with the twelfth byte of every database file.
_MAGIC, _MAGIC_ENDS = b"DUCK", 12


def is_database(path: Path) -> bool:
    """Whether the file looks like a DuckDB database, or does not exist yet."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    with suppress(OSError), path.open("rb") as stream:
        return stream.read(_MAGIC_ENDS).endswith(_MAGIC)
    return False


def refuse_planted(path: Path) -> None:
    """Refuse a link in place of DuckDB's log: DuckDB would follow the link and overwrite the link's target."""
    for beside in (path.with_name(f"{path.name}.wal"), path.with_name(f"{path.name}.tmp")):
        if beside.is_symlink():
            raise IndexFileError(
                f"{beside} is a link, which photoindex never makes",
                hint="Find out who made it, and remove it; better keep the index where only you can write.",
                path=path,
            )


def refuse_views(connection: Connection) -> None:
    """Refuse a view that has the name of a table. Such a view can show whatever its author wants, or never finish."""
    try:
        # Only stored tables have row ids, so this query fails for a view. The query takes one millisecond; listing the
        # views takes five.
        connection.execute(_ROW_NUMBERS)
        return
    except duckdb.Error:
        # The index has a view, or has no tables yet.
        rows = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    for (name,) in rows:
        if name in expected(NEWEST).tables:
            raise IndexDamagedError(f"what should be its table {name} is a view")


def brought_up_to_date(connection: Connection) -> int:
    """Migrate, and return the version that the index had."""
    try:
        return migrate(connection)
    except (duckdb.ProgrammingError, duckdb.DataError) as error:
        raise IndexDamagedError("its tables are not those of the version that it says it has") from error


def blame_index(connection: Connection, error: BaseException) -> None:
    """Raise IndexDamagedError instead of an unexpected error that is caused by tables or values that do not belong in
    an index.
    """
    if not isinstance(error, Exception) or isinstance(error, PhotoIndexError | OSError | duckdb.OperationalError):
        return
    with suppress(duckdb.Error):
        try:
            version, _ = check_catalogue(connection, database_in_use(connection))
            refuse_values(connection, version)
        except IndexFileError as wrong:
            raise wrong from error
