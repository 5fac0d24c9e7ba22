"""Databases of other programs are read without a trace."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from photoindex.interop.foreign_sqlite import ForeignDatabaseError, Limits, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a folder? 50%#" / "photos & more.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("INSERT INTO person (name) VALUES ('Ann')")
    return path


@pytest.fixture
def private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary copies are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    """A program that has the database open, in WAL mode, and does not move its changes into the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("INSERT INTO person (name) VALUES ('Bob')")
        yield connection


def people(path: Path) -> list[str]:
    with opened(path) as database:
        return [row[0] for row in database.rows("SELECT name FROM person ORDER BY id")]


def fault(path: Path) -> str:
    with pytest.raises(ForeignDatabaseError) as caught:
        people(path)
    return caught.value.fault


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir()}


def test_a_database_is_read_and_nothing_is_written_beside_it(path: Path, private_folder: Path) -> None:
    before = contents(path.parent)
    assert people(path) == ["Ann"]
    assert contents(path.parent) == before
    assert list(private_folder.iterdir()) == []


def test_a_database_in_wal_mode_that_was_closed_is_read_in_its_place(path: Path, private_folder: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    before = contents(path.parent)
    assert before.keys() == {path.name}
    assert people(path) == ["Ann"]
    assert contents(path.parent) == before


def test_changes_that_are_only_in_the_journal_of_a_running_program_are_read(
    path: Path, writer: sqlite3.Connection, private_folder: Path
) -> None:
    before = contents(path.parent)
    assert before.keys() == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert people(path) == ["Ann", "Bob"]
    assert contents(path.parent) == before
    assert list(private_folder.iterdir()) == []
    writer.execute("INSERT INTO person (name) VALUES ('Eve')")
    assert people(path) == ["Ann", "Bob", "Eve"]


def test_a_copy_can_be_read_by_nobody_else(path: Path, writer: sqlite3.Connection, private_folder: Path) -> None:
    with opened(path):
        (folder,) = private_folder.iterdir()
        assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0


def test_an_unfinished_change_is_not_read(path: Path, private_folder: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("PRAGMA cache_spill = 1")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("UPDATE person SET name = 'Wrong'")
        connection.execute("CREATE TABLE filler (data)")
        for _ in range(200):
            connection.execute("INSERT INTO filler VALUES (zeroblob(4000))")
        before = contents(path.parent)
        assert before[f"{path.name}-journal"][0]
        assert people(path) == ["Ann"]
        assert contents(path.parent) == before
        connection.execute("ROLLBACK")


def test_a_locked_database_is_read(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert people(path) == ["Ann"]


@pytest.mark.skipif(os.name == "nt", reason="permissions of folders differ on Windows")
def test_a_database_in_a_folder_without_write_permission_is_read(path: Path, writer: sqlite3.Connection) -> None:
    path.parent.chmod(0o500)
    try:
        assert people(path) == ["Ann", "Bob"]
    finally:
        path.parent.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_to_a_database_finds_the_journal_of_its_target(
    path: Path, writer: sqlite3.Connection, tmp_path: Path
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    assert people(link) == ["Ann", "Bob"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "one.db").symlink_to(tmp_path / "other.db")
    (tmp_path / "other.db").symlink_to(tmp_path / "one.db")
    assert fault(tmp_path / "one.db") == "unreadable"


def test_a_change_while_it_is_read_is_noticed(path: Path) -> None:
    with opened(path) as database:
        assert not database.changed
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO person (name) VALUES ('Late')")
        os.utime(path, ns=(1, 1))
        assert database.changed


def test_files_that_are_not_databases_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("no database")
    empty = tmp_path / "empty.db"
    empty.touch()
    headless = tmp_path / "headless.db"
    headless.write_bytes(b"SQLite format 3\0" + bytes(4096))
    assert [fault(text), fault(empty), fault(headless)] == ["malformed"] * 3
    assert fault(tmp_path / "missing.db") == "unreadable"
    assert fault(tmp_path) == "unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    assert fault(tmp_path / "pipe.db") == "unreadable"


def test_a_query_that_would_never_end_is_stopped(path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with opened(path, Limits(steps=1_000_000)) as database, pytest.raises(ForeignDatabaseError) as caught:
        list(database.rows(endless))
    assert caught.value.fault == "too-large"


def test_a_huge_value_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE person SET name = ?", ("x" * 100_000,))
    with opened(path, Limits(row=1000)) as database, pytest.raises(ForeignDatabaseError) as caught:
        list(database.rows("SELECT name FROM person"))
    assert caught.value.fault == "too-large"


def test_text_that_is_not_utf_8_is_read_with_replacements(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE person SET name = CAST(x'41ff' AS TEXT)")
    assert people(path) == ["A\ufffd"]


def test_nothing_can_be_written(path: Path, writer: sqlite3.Connection) -> None:
    for _ in range(2):
        with opened(path) as database, pytest.raises(ForeignDatabaseError):
            list(database.rows("DELETE FROM person"))
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert people(path) == ["Ann", "Bob"]


def test_views_and_virtual_tables_are_not_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE VIEW shown AS SELECT * FROM person")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    with opened(path) as database:
        assert database.columns("person") == {"id", "name"}
        assert database.columns("shown") == database.columns("words") == database.columns("x'; --") == frozenset()
        assert "person" in database.tables()
        assert not {"shown", "words"} & database.tables()
        with pytest.raises(ForeignDatabaseError, match=r"no shown\.id"):
            database.require({"person": "id name", "shown": "id"})
