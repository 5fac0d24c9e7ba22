"""Brings an index to the newest schema: each step and the record of it share one transaction."""

import duckdb

from photoindex.errors import IndexDamagedError, IndexTooNewError
from photoindex.store.clock import utc_now
from photoindex.store.schema import MIGRATIONS

NEWEST = len(MIGRATIONS)


def version_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The schema version of an open database; 0 for an empty one.

    Raises:
        IndexDamagedError: the database holds tables, but none of ours.
        IndexTooNewError: a newer photoindex wrote it.
    """
    try:
        row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_migration").fetchone()
    except duckdb.CatalogException as error:
        # Only now, as the list of tables takes DuckDB ten times longer than the query above.
        if connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            raise IndexDamagedError(
                "it is a DuckDB database, but not a photoindex index", hint="Name another file with --index FILE."
            ) from error
        return 0
    version = int(row[0]) if row else 0
    if version > NEWEST:
        raise IndexTooNewError(
            f"it was written by a newer photoindex (index version {version}, this one knows {NEWEST})"
        )
    return version


def migrate(connection: duckdb.DuckDBPyConnection, newest: int | None = None) -> None:
    """Apply what is pending, up to a version if one is given.

    A step that fails is rolled back and leaves the steps before it.
    """
    for version in range(version_of(connection) + 1, (newest or NEWEST) + 1):
        name, sql = MIGRATIONS[version - 1]
        connection.begin()
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS schema_migration "
                "(version INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)"
            )
            connection.execute(sql)
            connection.execute("INSERT INTO schema_migration VALUES (?, ?, ?)", [version, name, utc_now()])
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
