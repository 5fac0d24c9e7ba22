"""Names in PhotoPrism's SQLite database: read as they are, without a trace beside the file."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from photoindex.interop.photo_names import Unread
from photoindex.interop.photoprism import read
from photoindex.interop.photoprism_database import photos_in_database
from tests.interop.reading import edges, read_all

# The columns that are read, and some others, with the types that PhotoPrism gives them.
SCHEMA = """
CREATE TABLE photos (id INTEGER PRIMARY KEY, photo_uid VARBINARY(42), taken_at_local DATETIME,
    original_name VARBINARY(755), deleted_at DATETIME);
CREATE TABLE files (id INTEGER PRIMARY KEY, photo_id INTEGER, photo_uid VARBINARY(42), file_uid VARBINARY(42),
    file_name VARBINARY(1024), file_root VARBINARY(16), original_name VARBINARY(755), file_hash VARBINARY(128),
    file_size BIGINT, file_width INTEGER, file_height INTEGER, file_orientation INTEGER, deleted_at DATETIME);
CREATE TABLE markers (marker_uid VARBINARY(42) PRIMARY KEY, file_uid VARBINARY(42), marker_type VARBINARY(8),
    marker_src VARBINARY(8), marker_name VARCHAR(160), marker_review BOOL, marker_invalid BOOL, subj_uid VARBINARY(42),
    subj_src VARBINARY(8), embeddings_json MEDIUMBLOB, x FLOAT, y FLOAT, w FLOAT, h FLOAT);
CREATE TABLE subjects (subj_uid VARBINARY(42) PRIMARY KEY, subj_type VARBINARY(8), subj_name VARCHAR(160),
    deleted_at DATETIME);
"""
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "photos": [
        (1, "p1", "2019-07-20 13:02:40+00:00", "IMG_1.JPG", None),
        (2, "p2", "2019-07-21 13:02:40", None, None),
        (3, "p3", None, None, None),
    ],
    "files": [
        (1, 1, "p1", "f1", "2019/a.jpg", "/", "IMG_1.JPG", "ab" * 20, 5000, 3024, 4032, 6, None),
        (2, 2, "p2", "f2", "2019/b.heic", "/", None, "cd" * 20, 6000, 3024, 4032, 6, None),
        (3, 2, "p2", "f3", "2019/b.heic.jpg", "sidecar", None, "ef" * 20, 7000, 3024, 4032, 1, None),
        (4, 3, "p3", "f4", b"2019/c.jpg", "/", None, None, None, None, None, None, None),
        (5, 3, "p3", "f5", "2019/gone.jpg", "/", None, None, None, None, None, None, "2020-01-01"),
    ],
    "markers": [
        ("m1", "f1", "face", "image", "", 0, 0, "j1", "manual", b"[[0.1]]", 0.1, 0.2, 0.3, 0.4),
        ("m2", "f1", "face", "image", "", 0, 0, "", "", b"[[0.1]]", 0.5, 0.2, 0.3, 0.4),
        ("m3", "f1", "face", "image", "", 0, 1, "j1", "", b"[[0.1]]", 0.6, 0.2, 0.3, 0.4),
        ("m4", "f3", "face", "image", "Ben", 0, 0, "", "", None, 0.1, 0.2, 0.3, 0.4),
        ("m5", "f4", "face", "image", "", 0, 0, "j2", "", None, 0.1, 0.2, 0.3, 0.4),
        ("m6", "f4", "face", "image", "Old name", 0, 0, "j3", "", None, 0.5, 0.2, 0.3, 0.4),
        ("m7", "f5", "face", "image", "Nobody", 0, 0, "", "", None, 0.5, 0.2, 0.3, 0.4),
    ],
    "subjects": [
        ("j1", "person", "Ann", None), ("j2", "person", "Zoë", None), ("j3", "person", "Removed", "2020-01-01"),
    ],
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "index.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
        for table, rows in ROWS.items():
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.commit()
    return path


def test_markers_are_read_with_their_photos_and_subjects(database: Path) -> None:
    found, notes = read_all(read, database)
    assert notes == []
    assert [(each.photo.path, [region.name for region in each.regions]) for each in found] == [
        ("2019/a.jpg", ["Ann", ""]), ("2019/b.heic", ["Ben"]), ("2019/c.jpg", ["Zoë", "Old name"]),
    ]  # fmt: skip
    assert edges(found[0].regions[0].box) == pytest.approx((0.1, 0.2, 0.3, 0.4))
    hint = found[0].photo
    assert (hint.size, hint.width, hint.height, hint.sha1) == (5000, 3024, 4032, "ab" * 20)
    assert hint.taken_at is not None
    assert hint.other_paths == ("IMG_1.JPG",)


def test_a_database_is_found_in_its_folder(database: Path) -> None:
    assert len(read_all(read, database.parent)[0]) == 3


def test_nothing_is_written_and_nothing_is_left_beside_the_database(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    before = database.read_bytes(), database.stat().st_mtime_ns
    assert len(read_all(read, database)[0]) == 3
    assert (database.read_bytes(), database.stat().st_mtime_ns) == before
    assert list(database.parent.iterdir()) == [database]


def test_changes_in_the_journal_of_a_running_program_count(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE subjects SET subj_name = 'Anna' WHERE subj_name = 'Ann'")
        connection.commit()
        found, notes = read_all(read, database)
    assert (found[0].regions[0].name, notes) == ("Anna", [])


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")
    assert read_all(read, path)[1] == [Unread(path, "not-supported", "no photos.taken_at_local")]


def test_a_view_in_place_of_a_table_is_not_computed(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA.replace("CREATE TABLE markers", "CREATE TABLE other"))
        connection.execute(
            "CREATE VIEW markers AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
        )
    assert read_all(read, path)[1] == [Unread(path, "not-supported", "no markers.marker_uid")]


@pytest.mark.parametrize("damage", ["cut", "zeros", "header"])
def test_a_damaged_database_is_noted(database: Path, damage: str) -> None:
    data = database.read_bytes()
    changed = {"cut": data[:5000], "zeros": data[:100] + bytes(len(data) - 100), "header": data[:16] + b"\xff" * 100}
    database.write_bytes(changed[damage])
    notes: list[Unread] = []
    assert list(photos_in_database(database, notes.append)) == []
    assert {note.fault for note in notes} <= {"malformed", "not-supported"}
    assert len(notes) == 1


def test_a_missing_column_is_noted(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE markers DROP COLUMN marker_invalid")
    _, notes = read_all(read, database)
    assert [(note.fault, note.detail) for note in notes] == [("not-supported", "no markers.marker_invalid")]


def dumped(value: Any) -> str:
    if value is None or isinstance(value, int | float):
        return "NULL" if value is None else str(value)
    text = value.decode() if isinstance(value, bytes) else value
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def dump() -> str:
    """The tables as `mariadb-dump` of MariaDB 10.11 writes them."""
    statements = []
    for table, rows in ROWS.items():
        columns = SCHEMA.partition(f"CREATE TABLE {table} (")[2].partition(");")[0].split(",")
        lines = "".join(f"  `{column.split()[0]}` varbinary(42) DEFAULT NULL,\n" for column in columns)
        statements.append(f"CREATE TABLE `{table}` (\n{lines}  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n")
        values = ",\n".join("(" + ",".join(map(dumped, row)) + ")" for row in rows)
        statements.append(f"LOCK TABLES `{table}` WRITE;\nINSERT INTO `{table}` VALUES\n{values};\nUNLOCK TABLES;\n")
    return "".join(sorted(statements))


def test_a_dump_of_mariadb_gives_what_the_database_gives(database: Path) -> None:
    path = database.with_name("2026-11-26.sql")
    path.write_text(dump(), encoding="utf-8")
    from_dump, notes = read_all(read, path)
    from_database, _ = read_all(read, database)
    assert notes == []
    assert [(each.photo, each.regions, each.names) for each in from_dump] == [
        (each.photo, each.regions, each.names) for each in from_database
    ]


@pytest.mark.parametrize("content", ["", 'PRAGMA foreign_keys=OFF;\nCREATE TABLE IF NOT EXISTS "photos" ("id" int);\n'])
def test_another_dump_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "dump.sql"
    path.write_text(content, encoding="utf-8")
    found, notes = read_all(read, path)
    assert (found, [note.fault for note in notes]) == ([], ["not-supported"])


def test_a_missing_dump_is_noted(tmp_path: Path) -> None:
    found, notes = read_all(read, tmp_path / "missing.sql")
    assert found == []
    assert notes[0].fault == "unreadable"
