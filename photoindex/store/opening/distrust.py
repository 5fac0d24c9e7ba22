"""What an index may not be before it is opened, and what a foreign or damaged one is blamed for afterwards."""

from contextlib import suppress
from pathlib import Path

import duckdb

from photoindex.errors import IndexDamagedError, IndexFileError, PhotoIndexError
from photoindex.store.database.connection import Connection
from photoindex.store.database.invalid_values import refuse_values
from photoindex.store.database.migrations import NEWEST, migrate
from photoindex.store.database.safe_copy import check_catalogue
from photoindex.store.database.schema import FIRST_TABLES
from photoindex.store.database.schema_difference import database_in_use, expected

_ROW_NUMBERS = " UNION ALL ".join(f"(SELECT rowid FROM {table} LIMIT 0)" for table in FIRST_TABLES)


def refuse_planted(path: Path) -> None:
    """DuckDB writes its log through a link that somebody put in its place, over whatever that leads to."""
    for beside in (path.with_name(f"{path.name}.wal"), path.with_name(f"{path.name}.tmp")):
        if beside.is_symlink():
            raise IndexFileError(
                f"{beside} is a link, which photoindex never makes",
                hint="Find out who made it, and remove it; better keep the index where only you can write.",
            )


def refuse_views(connection: Connection) -> None:
    """A view in the place of a table shows whatever its maker wants, or never ends."""
    try:
        # Only stored tables number their rows. Asking so takes a millisecond, and the list of views five.
        connection.execute(_ROW_NUMBERS)
        return
    except duckdb.Error:
        # A view, or an index that has no tables yet.
        rows = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    for (name,) in rows:
        if name in expected(NEWEST).tables:
            raise IndexDamagedError(f"what should be its table {name} is a view")


def brought_up_to_date(connection: Connection) -> int:
    """Migrate, and give the version that the index had."""
    try:
        return migrate(connection)
    except (duckdb.ProgrammingError, duckdb.DataError) as error:
        raise IndexDamagedError("its tables are not those of the version that it says it has") from error


def blame_index(connection: Connection, error: BaseException) -> None:
    """Raise IndexDamagedError if an error that nobody foresaw comes from tables or values that no index has."""
    if not isinstance(error, Exception) or isinstance(error, PhotoIndexError | OSError | duckdb.OperationalError):
        return
    with suppress(duckdb.Error):
        try:
            version, _ = check_catalogue(connection, database_in_use(connection))
            refuse_values(connection, version)
        except IndexFileError as wrong:
            raise wrong from error
