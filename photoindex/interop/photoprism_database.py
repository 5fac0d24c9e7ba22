"""Read photos with their markers from PhotoPrism's database, as the API would give them.

With SQLite, the database is `index.db` in the folder `storage`. It is opened read-only, and as a file that does not
change; nothing is written beside it. With MariaDB, `photoprism backup --index` writes a dump; the columns that are
needed are copied from it into a database in memory.

Sources: the structures `Marker`, `File`, `Photo` and `Subject` in `internal/entity` of PhotoPrism, December 2024, and
`internal/photoprism/backup/database.go`.
"""

import contextlib
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from photoindex.interop.mariadb_dump import rows_in_dump
from photoindex.interop.photo_names import Unread

_MAGIC = b"SQLite format 3\0"
_QUERY = """
SELECT p.id AS photo, p.taken_at_local AS TakenAtLocal, p.original_name AS PhotoOriginalName, f.id AS file,
    f.file_name AS Name, f.file_root AS Root, f.original_name AS OriginalName, f.file_hash AS Hash,
    f.file_size AS Size, f.file_width AS Width, f.file_height AS Height, m.marker_uid AS marker, m.marker_type AS Type,
    m.marker_invalid AS Invalid, coalesce(nullif(s.subj_name, ''), m.marker_name) AS MarkerName,
    s.subj_type AS SubjType, m.x AS X, m.y AS Y, m.w AS W, m.h AS H
FROM photos AS p
JOIN files AS f ON f.photo_id = p.id AND f.deleted_at IS NULL
LEFT JOIN markers AS m ON m.file_uid = f.file_uid
LEFT JOIN subjects AS s ON s.subj_uid = m.subj_uid AND s.deleted_at IS NULL
ORDER BY p.id, f.id
"""
_TABLES = {
    "photos": "id INTEGER PRIMARY KEY, taken_at_local TEXT, original_name TEXT",
    "files": "id INTEGER PRIMARY KEY, photo_id INTEGER, file_uid TEXT, file_name TEXT, file_root TEXT, "
    "original_name TEXT, file_hash TEXT, file_size INTEGER, file_width INTEGER, file_height INTEGER, deleted_at TEXT",
    "markers": "marker_uid TEXT, file_uid TEXT, marker_type TEXT, marker_name TEXT, marker_invalid INTEGER, "
    "subj_uid TEXT, x REAL, y REAL, w REAL, h REAL",
    "subjects": "subj_uid TEXT PRIMARY KEY, subj_type TEXT, subj_name TEXT, deleted_at TEXT",
}
_AT_ONCE = 1000
"""Rows of a dump that are copied in one call."""
_LONGEST_VALUE = 64 * 1024**2
"""Bytes; larger values are refused by SQLite."""


def is_database(file: Path) -> bool:
    """Whether a file is an SQLite database, by its first bytes."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False  # The reader of JSON reports it.


def photos_in_database(file: Path, note: Callable[[Unread], None]) -> Iterator[dict[str, Any]]:
    """Yield each photo with its files and their markers, with the field names of the API."""
    try:
        journal = Path(f"{file}-wal")
        if journal.is_file() and journal.stat().st_size:
            note(Unread(file, "not-supported", "changes are still in its journal: stop PhotoPrism first"))
            return
        with contextlib.closing(_opened(file)) as database:
            # A view in place of a table could compute for ever.
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if missing := _TABLES.keys() - tables:
                note(Unread(file, "not-supported", f"without the table {min(missing)}"))
                return
            yield from _photos(database)
    except (sqlite3.Error, OSError) as error:
        note(Unread(file, "malformed", str(error)))


def photos_in_dump(file: Path, note: Callable[[Unread], None]) -> Iterator[dict[str, Any]]:
    """Yield each photo of a dump of MariaDB, like `photos_in_database`."""
    try:
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            database.row_factory = sqlite3.Row
            known = {}
            for table, columns in _TABLES.items():
                database.execute(f"CREATE TABLE {table} ({columns})")
                known[table] = [column.split()[0] for column in columns.split(", ")]
            rows = rows_in_dump(file, _TABLES, note)
            count = 0
            for table, of_table in itertools.groupby(rows, lambda row: row[0]):
                while batch := list(itertools.islice(of_table, _AT_ONCE)):
                    count += len(batch)
                    places = ", ".join("?" * len(known[table]))
                    values = [[row.get(column) for column in known[table]] for _, row in batch]
                    database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", values)
            if not count:
                note(Unread(file, "not-supported", "not a dump of MariaDB with the tables of PhotoPrism"))
            yield from _photos(database)
    except sqlite3.Error as error:
        note(Unread(file, "malformed", str(error)))


def _photos(database: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    rows = map(_plain, database.execute(_QUERY))
    for _, of_photo in itertools.groupby(rows, lambda row: row["photo"]):
        yield _photo(list(of_photo))


def _opened(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.row_factory = sqlite3.Row
    database.text_factory = _text
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _plain(row: sqlite3.Row) -> dict[str, Any]:
    """A row with texts in place of blobs: a column of the type VARBINARY may hold either."""
    return {
        name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        for name, value in zip(row.keys(), row, strict=True)
    }


def _photo(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A photo like that of the API, from the rows of its markers and of its files without markers."""
    files = []
    for _, of_file in itertools.groupby(rows, lambda row: row["file"]):
        markers = list(of_file)
        files.append({**markers[0], "Markers": [_marker(row) for row in markers if row["marker"] is not None]})
    return {"TakenAtLocal": rows[0]["TakenAtLocal"], "OriginalName": rows[0]["PhotoOriginalName"], "Files": files}


def _marker(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "Name": row["MarkerName"]}
