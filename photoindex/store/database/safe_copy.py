"""Copy the rows of an index, and nothing else, column by column into tables that are created here.

Copying the database as a whole would carry over its views and macros as well, and these would run when a later command
reads them.
"""

from pathlib import Path

from photoindex.domain.damage import Damage, DamageKind, difference_in_words
from photoindex.errors import IndexDamagedError
from photoindex.store.database.connection import quoted
from photoindex.store.database.engine import duckdb
from photoindex.store.database.invalid_values import refuse_values
from photoindex.store.database.migrations import version_of
from photoindex.store.database.schema_difference import (
    Catalogue,
    catalogue_of,
    differences,
    expected,
    make_tables,
)

# The endings of all files that DuckDB uses for one database.
_BESIDE = ("", ".wal", ".wal.checkpoint", ".wal.recovery")
# For each sequence, the column whose ids come from that sequence. In the copy, the sequence continues after the highest
# id or the last number that it gave, whichever is higher.
_NUMBERED = {"photo_ids": ("photo", "photo_id"), "face_ids": ("face", "face_id"), "run_ids": ("run", "run_id")}


def allow_only(connection: duckdb.DuckDBPyConnection, *databases: Path) -> None:
    """Permanently restrict a connection to these database files."""
    allowed = [f"{path}{ending}" for path in databases for ending in _BESIDE]
    connection.execute("SET allowed_paths = ?", [allowed])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def check_catalogue(connection: duckdb.DuckDBPyConnection, database: str) -> tuple[int, list[Damage]]:
    """Return the version of the index that is attached as `database` and in use, and the harmless extra objects in it.

    Raises:
        IndexDamagedError: the database is not an index, or a table or column differs from what the index's version
            should have. The message names the table or column.
        IndexTooNewError: a newer photoindex wrote it.
    """
    found = catalogue_of(connection, database)
    if "schema_migration" not in found.tables:
        raise IndexDamagedError("it is a DuckDB database, but not a photoindex index")
    wrong = differences(_only(found, "schema_migration"), 0)
    version = 0
    if not _harmful(wrong):
        version = version_of(connection)
        if version < 1:
            raise IndexDamagedError("it does not say which version it has")
        wrong = differences(found, version)
    harmful = _harmful(wrong)
    if harmful:
        more = f", and {len(harmful) - 1} more" if len(harmful) > 1 else ""
        raise IndexDamagedError(f"{difference_in_words(harmful[0])}{more}")
    return version, [item for item in wrong if item.kind is DamageKind.EXTRA_OBJECT]


def _harmful(found: list[Damage]) -> list[Damage]:
    return [item for item in found if not item.is_harmless]


def _only(found: Catalogue, table: str) -> Catalogue:
    return Catalogue({table: found.tables[table]}, frozenset(), frozenset())


def copy_rows(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> list[Damage]:
    """Fill the empty database attached as `target` with the rows of the index attached as `source`.

    Returns:
        The objects that were left out because they do not belong in an index: macros, and unknown views, tables and
        columns. The copy has its own views.

    Raises:
        IndexDamagedError: `source` is not an index, or its tables, columns or values are invalid.
        IndexTooNewError: a newer photoindex wrote it.
    """
    connection.execute(f"USE {source}")
    version, left_out = check_catalogue(connection, source)
    refuse_values(connection, version)
    connection.execute(f"USE {target}")
    connection.begin()
    make_tables(connection, version)
    for table, columns in expected(version).tables.items():
        names = ", ".join(map(quoted, columns))
        rows = f"SELECT {names} FROM {source}.main.{quoted(table)}"
        try:
            connection.execute(f"INSERT INTO {quoted(table)} ({names}) {rows}")
        except duckdb.ConstraintException as error:
            raise IndexDamagedError(f"rows of the table {table} contradict each other: {error}") from error
    for sequence, (table, column) in _NUMBERED.items():
        _continue_numbering(connection, source, sequence, f"SELECT max({column}) FROM {table}")
    connection.commit()
    return left_out


def _continue_numbering(connection: duckdb.DuckDBPyConnection, source: str, sequence: str, highest: str) -> None:
    row = connection.execute(
        f"SELECT greatest(coalesce(max(last_value), 0), coalesce(({highest}), 0), 0) + 1 "
        "FROM duckdb_sequences() WHERE database_name = ? AND schema_name = 'main' AND sequence_name = ?",
        [source, sequence],
    ).fetchone()
    assert row is not None
    connection.execute(f"CREATE OR REPLACE SEQUENCE {sequence} START {int(row[0])}")
