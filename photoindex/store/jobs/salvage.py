"""Read whatever is still readable in a damaged database, table by table, and build a new index from it.

DuckDB reads the damaged file in a separate process, because damage may crash it. The rows that DuckDB can read are
written to Parquet files, from which the new index is built.
"""

import json
import multiprocessing
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from photoindex.store.database.bulk import column_types
from photoindex.store.database.connection import Connection, count_rows, path_literal
from photoindex.store.database.duckdb_errors import translated
from photoindex.store.database.engine import duckdb
from photoindex.store.database.migrations import NEWEST, migrate

# DuckDB stores this many rows together. If they are damaged, all of them are lost.
_ROWS_AT_ONCE = 2048
_MOST_CRASHES = 25
# The errors that DuckDB raises because of damage, and ValueError, which is raised for names that are not valid text.
_FAILURES = (duckdb.Error, RuntimeError, ValueError)
# The name of the file that is written when the attempt to read every table has finished.
_DONE = "done"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
}
# For each sequence, the (table, column) pairs whose ids come from that sequence.
_SEQUENCES = {
    "photo_ids": (("photo", "photo_id"), ("file", "photo_id"), ("face", "photo_id"), ("analysis", "photo_id")),
    "face_ids": (("face", "face_id"), ("embedding", "face_id"), ("membership", "face_id"), ("assignment", "face_id")),
    "run_ids": (("run", "run_id"),),
}


@dataclass(frozen=True, slots=True)
class TableRead:
    """The number of rows of a table that were read and that were lost; `lost` is None if unknown."""

    table: str
    rows: int
    lost: int | None


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was read from a database: its schema version, its tables, and the Parquet files of each table."""

    version: int
    tables: tuple[TableRead, ...]
    files: dict[str, list[Path]]


def salvage(database: Path, folder: Path) -> Salvage | None:
    """Read a database that nobody else uses, and write its rows to files in an empty folder. Returns None if the
    database cannot be opened at all.
    """
    skipped: list[tuple[str, int]] = []
    context = multiprocessing.get_context("spawn")
    for _ in range(_MOST_CRASHES):
        reader = context.Process(target=_read_all, args=(database, folder, skipped))
        reader.start()
        reader.join()
        if (folder / _DONE).exists():
            return _report(folder)
        begun = _last_begun(folder)
        if begun is None or begun in skipped:
            return None
        skipped.append(begun)
    return None


def build(path: Path, found: Salvage) -> list[TableRead]:
    """Build a new index, with the newest schema, from the salvaged rows.

    Returns:
        For each table, the number of rows that it holds now and the number of rows that were lost.

    Raises:
        StorageError: the disk is full or not writable.
    """
    with translated(path), duckdb.connect(str(path), config=_CONFIG) as connection:
        migrate(connection, found.version)
        tables = _fill(connection, found)
        migrate(connection)
    return tables


def remove_all_decisions(connection: Connection) -> None:
    """Empty the decision tables of a rescued index, so that all decisions can be imported again from text."""
    for table in ("decision_face", "decision"):
        connection.execute(f"DELETE FROM {table}")


def _fill(connection: Connection, found: Salvage) -> list[TableRead]:
    ours = [str(row[0]) for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    read = {table.table: table for table in found.tables}
    result = []
    for table in sorted(set(ours) - {"schema_migration"}):
        before = read.get(table, TableRead(table, 0, None))
        rows = _filled(connection, table, found.files.get(table, []))
        lost = None if before.lost is None or rows is None else before.lost + before.rows - rows
        result.append(TableRead(table, rows or 0, lost))
    if any(table.table == "face" and table.lost != 0 for table in result):
        # Nobody can tell which photos lost faces, so the next scan analyses every photo again.
        connection.execute("DELETE FROM analysis")
    for sequence, columns in _SEQUENCES.items():
        highest = max(_highest(connection, table, column) for table, column in columns)
        connection.execute(f"CREATE OR REPLACE SEQUENCE {sequence} START {highest + 1}")
    return result


def _filled(connection: Connection, table: str, files: list[Path]) -> int | None:
    """Insert the rows and return their number; None if they do not fit the table."""
    ours = [str(column[0]) for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description or ()]
    types = dict(zip(ours, column_types(connection, table), strict=True))
    if files:
        source = "read_parquet([" + ", ".join(path_literal(file) for file in files) + "])"
        try:
            theirs = {
                str(column[0]) for column in connection.execute(f"SELECT * FROM {source} LIMIT 0").description or ()
            }
            common = [name for name in ours if name in theirs]
            values = ", ".join(f'CAST("{name}" AS {types[name]}) AS "{name}"' for name in common)
            # Because of the damage, rows that had been replaced may appear again.
            ignoring = "OR IGNORE" if _has_key(connection, table) else ""
            connection.execute(f"INSERT {ignoring} INTO {table} BY NAME SELECT {values} FROM {source}")
        except duckdb.Error:
            return None
    return count_rows(connection, table)


def _has_key(connection: Connection, table: str) -> bool:
    row = connection.execute(
        "SELECT count(*) FROM duckdb_constraints() WHERE table_name = ? "
        "AND constraint_type IN ('PRIMARY KEY', 'UNIQUE')",
        [table],
    ).fetchone()
    return bool(row and row[0])


def _highest(connection: Connection, table: str, column: str) -> int:
    row = connection.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _read_all(database: Path, folder: Path, skipped: list[tuple[str, int]]) -> None:
    """Write every table to files, as far as DuckDB can read it. This runs in a separate process."""
    try:
        connection = duckdb.connect(str(database), read_only=True, config=_CONFIG)
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
    except _FAILURES:
        return
    with connection:
        for (table,) in tables:
            if not (folder / f"{table}.json").exists():
                _read_table(connection, str(table), folder, {first for name, first in skipped if name == table})
        (folder / _DONE).touch()


def _read_table(connection: Connection, table: str, folder: Path, skipped: set[int]) -> None:
    """Write a table to one file, or to several files if the table cannot be read in one go. In `skipped`, -1 stands for
    the whole table.
    """
    rows: int | None = None
    read = 0
    with suppress(*_FAILURES):
        rows = count_rows(connection, table)
    if -1 not in skipped and _copied(connection, table, folder, -1):
        read = rows if rows is not None else 0
    else:
        for first in range(0, rows or 0, _ROWS_AT_ONCE):
            if first not in skipped and _copied(connection, table, folder, first):
                read += min(_ROWS_AT_ONCE, (rows or 0) - first)
    note = {"rows": read, "lost": None if rows is None else rows - read}
    (folder / f"{table}.json").write_text(json.dumps(note), encoding="utf-8")


def _copied(connection: Connection, table: str, folder: Path, first: int) -> bool:
    """Copy some rows to a file. The file gets its final name only when it is complete."""
    # In case DuckDB crashes, this tells the parent process which rows were being read.
    (folder / "begun").write_text(json.dumps([table, first]), encoding="utf-8")
    part, whole = folder / "part", folder / f"{table}-{first + 1}.parquet"
    rows = "" if first < 0 else f" WHERE rowid >= {first} AND rowid < {first + _ROWS_AT_ONCE}"
    try:
        connection.execute(f'COPY (SELECT * FROM "{table}"{rows}) TO {path_literal(part)} (FORMAT parquet)')
    except _FAILURES:
        part.unlink(missing_ok=True)
        return False
    part.replace(whole)
    return True


def _last_begun(folder: Path) -> tuple[str, int] | None:
    try:
        table, first = json.loads((folder / "begun").read_text(encoding="utf-8"))
        return str(table), int(first)
    except (OSError, ValueError):
        return None


def _report(folder: Path) -> Salvage:
    files: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(folder.glob("*.parquet"), key=lambda file: int(file.stem.rpartition("-")[2])):
        files[file.stem.rpartition("-")[0]].append(file)
    tables = []
    for note in sorted(folder.glob("*.json")):
        values = json.loads(note.read_text(encoding="utf-8"))
        tables.append(TableRead(note.stem, values["rows"], values["lost"]))
    return Salvage(_version(files), tuple(tables), dict(files))


def _version(files: dict[str, list[Path]]) -> int:
    """The schema version. If it cannot be read, the newest one is assumed, and missing columns get their defaults."""
    with suppress(duckdb.Error), duckdb.connect(config=_CONFIG) as connection:
        names = ", ".join(path_literal(file) for file in files.get("schema_migration", []))
        row = connection.execute(f"SELECT max(version) FROM read_parquet([{names}])").fetchone() if names else None
        if row and row[0] and 0 < int(row[0]) <= NEWEST:
            return int(row[0])
    return NEWEST
