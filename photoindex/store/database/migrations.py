"""Migrate an index to the newest schema. Each step is recorded in the same transaction that performs it."""

from photoindex.advice.actions import Action
from photoindex.errors import IndexDamagedError, IndexTooNewError
from photoindex.store.database.connection import utc_now
from photoindex.store.database.engine import duckdb
from photoindex.store.database.schema import MIGRATIONS, RECORD

NEWEST = len(MIGRATIONS)


def version_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The schema version of an open database; 0 for an empty one.

    Raises:
        IndexDamagedError: the database holds tables, but not the tables of an index.
        IndexTooNewError: a newer photoindex wrote it.
    """
    try:
        row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_migration").fetchone()
    except duckdb.CatalogException as error:
        # The tables are listed only in this case, because that takes DuckDB ten times as long as the query above.
        if connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            raise IndexDamagedError(
                "it is a DuckDB database, but not a photoindex index", advice=Action.NAME_ANOTHER_INDEX
            ) from error
        return 0
    except (duckdb.ProgrammingError, duckdb.DataError) as error:
        raise IndexDamagedError("its record of versions is not that of a photoindex index") from error
    version = int(row[0]) if row else 0
    if version > NEWEST:
        raise IndexTooNewError(
            f"it was written by a newer photoindex (index version {version}, this one knows {NEWEST})"
        )
    return version


def migrate(connection: duckdb.DuckDBPyConnection, newest: int | None = None) -> int:
    """Apply the pending migrations: all of them, or only those up to the version `newest` if it is given. A step that
    fails is rolled back; earlier steps remain applied.

    Returns:
        The version that the database had before; 0 for an empty one.

    Raises:
        duckdb.Error: the tables do not match the version that the database claims to have, or the database cannot be
            written.
    """
    before = version_of(connection)
    for version in range(before + 1, (newest or NEWEST) + 1):
        name, sql = MIGRATIONS[version - 1]
        connection.begin()
        try:
            connection.execute(RECORD)
            connection.execute(sql)
            connection.execute("INSERT INTO schema_migration VALUES (?, ?, ?)", [version, name, utc_now()])
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
    return before
