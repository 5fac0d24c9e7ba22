"""Read photos with their markers from PhotoPrism's database, as the API would give them.

With SQLite, the database is `index.db` in the folder `storage`; it is read as `photoindex.interop.foreign_sqlite` says.
With MariaDB, `photoprism backup --index` writes a dump; the columns that are needed are copied from it into a database
in memory.

Sources: the structures `Marker`, `File`, `Photo` and `Subject` in `internal/entity` of PhotoPrism, December 2024, and
`internal/photoprism/backup/database.go`.
"""

import contextlib
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from photoindex.interop.foreign_sqlite import ForeignDatabaseError, opened
from photoindex.interop.mariadb_dump import rows_in_dump
from photoindex.interop.photo_names import Unread

_TABLES = {
    "photos": "id taken_at_local original_name",
    "files": "id photo_id file_uid file_name file_root original_name file_hash file_size file_width file_height "
    "deleted_at",
    "markers": "marker_uid file_uid marker_type marker_name marker_invalid subj_uid x y w h",
    "subjects": "subj_uid subj_type subj_name deleted_at",
}
"""The columns that are read. Those that are numbers are named in `_NUMBERS`, because a dump holds texts."""
_NUMBERS = frozenset(
    {"id", "photo_id", "file_size", "file_width", "file_height", "marker_invalid", "x", "y", "w", "h"}
)  # fmt: skip
_KEYS = frozenset({"photos.id", "files.id", "subjects.subj_uid"})

# What the query gives, under the field names of the API.
_FIELDS = (
    "photo", "TakenAtLocal", "PhotoOriginalName", "file", "Name", "Root", "OriginalName", "Hash", "Size", "Width",
    "Height", "marker", "Type", "Invalid", "MarkerName", "SubjType", "X", "Y", "W", "H",
)  # fmt: skip
_QUERY = """
SELECT p.id, p.taken_at_local, p.original_name, f.id, f.file_name, f.file_root, f.original_name, f.file_hash,
    f.file_size, f.file_width, f.file_height, m.marker_uid, m.marker_type, m.marker_invalid,
    coalesce(nullif(s.subj_name, ''), m.marker_name), s.subj_type, m.x, m.y, m.w, m.h
FROM photos AS p
JOIN files AS f ON f.photo_id = p.id AND f.deleted_at IS NULL
LEFT JOIN markers AS m ON m.file_uid = f.file_uid
LEFT JOIN subjects AS s ON s.subj_uid = m.subj_uid AND s.deleted_at IS NULL
ORDER BY p.id, f.id
"""
_AT_ONCE = 1000
"""Rows of a dump that are copied in one call."""


def photos_in_database(file: Path, note: Callable[[Unread], None]) -> Iterator[dict[str, Any]]:
    """Yield each photo with its files and their markers, with the field names of the API."""
    try:
        with opened(file) as database:
            database.require(_TABLES)
            yield from _photos(database.rows(_QUERY))
    except ForeignDatabaseError as error:
        note(Unread(file, error.fault, error.detail))


def photos_in_dump(file: Path, note: Callable[[Unread], None]) -> Iterator[dict[str, Any]]:
    """Yield each photo of a dump of MariaDB, like `photos_in_database`."""
    try:
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            if not _copy(file, database, note):
                note(Unread(file, "not-supported", "not a dump of MariaDB with the tables of PhotoPrism"))
            yield from _photos(database.execute(_QUERY))
    except sqlite3.Error as error:
        note(Unread(file, "malformed", str(error)))


def _copy(file: Path, database: sqlite3.Connection, note: Callable[[Unread], None]) -> int:
    """Copy the columns that are needed into empty tables; returns the number of rows."""
    for table, columns in _TABLES.items():
        defined = (
            f"{column} {'NUMERIC' if column in _NUMBERS else 'TEXT'} "
            f"{'PRIMARY KEY' if f'{table}.{column}' in _KEYS else ''}"
            for column in columns.split()
        )
        database.execute(f"CREATE TABLE {table} ({', '.join(defined)})")
    copied = 0
    for table, rows in itertools.groupby(rows_in_dump(file, _TABLES, note), lambda row: row[0]):
        wanted = _TABLES[table].split()
        places = ", ".join("?" * len(wanted))
        while batch := list(itertools.islice(rows, _AT_ONCE)):
            values = [[row.get(column) for column in wanted] for _, row in batch]
            # A damaged dump may hold a row twice.
            database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", values)
            copied += len(batch)
    return copied


def _photos(rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Photos like those of the API, from the rows of their markers and of their files without markers."""
    named = (dict(zip(_FIELDS, map(_plain, row), strict=True)) for row in rows)
    for _, of_photo in itertools.groupby(named, lambda row: row["photo"]):
        files = []
        for _, of_file in itertools.groupby(of_photo, lambda row: row["file"]):
            markers = list(of_file)
            found = [{**row, "Name": row["MarkerName"]} for row in markers if row["marker"] is not None]
            files.append({**markers[0], "Markers": found})
        photo = files[0]
        yield {"TakenAtLocal": photo["TakenAtLocal"], "OriginalName": photo["PhotoOriginalName"], "Files": files}


def _plain(value: Any) -> Any:
    """A text in place of a blob: a column of the type VARBINARY may hold either."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
