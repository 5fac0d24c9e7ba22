"""The file of thumbnails is opened for one piece of work at a time."""

import sqlite3
from pathlib import Path

import pytest

from photoindex.errors import StorageError
from photoindex.store.thumbnails.opening import Reader, bytes_of, journal_of, remove_file, writing

INSERT = "INSERT INTO thumbnail VALUES (x'01', 0, 0, x'02')"


def count(path: Path) -> int:
    with Reader(path).opened() as connection:
        return int(connection.execute("SELECT count(*) FROM thumbnail").fetchone()[0])


def test_an_error_rolls_back_the_whole_change(tmp_path: Path) -> None:
    with writing(tmp_path / "file") as connection:
        connection.execute(INSERT)
    with pytest.raises(ZeroDivisionError), writing(tmp_path / "file") as connection:
        connection.execute("DELETE FROM thumbnail")
        raise ZeroDivisionError
    assert count(tmp_path / "file") == 1
    with pytest.raises(StorageError, match="cannot be written: UNIQUE"), writing(tmp_path / "file") as connection:
        connection.execute(INSERT)


def test_reading_creates_no_file(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), Reader(tmp_path / "file").opened():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_reader_does_not_wait_again_for_a_lock_that_it_could_not_get(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with writing(file) as connection:
        connection.execute(INSERT)
    reader = Reader(file)
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        for _ in range(20):
            with reader.opened() as connection:
                assert connection.execute("SELECT count(*) FROM thumbnail").fetchone() == (1,)
        other.execute("COMMIT")
    with reader.opened() as connection:
        connection.execute(INSERT.replace("x'01'", "x'03'"))
    assert count(file) == 2


def test_the_file_and_its_journal_are_removed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"123")
    journal_of(file).write_bytes(b"4")
    assert bytes_of(file) == 3
    remove_file(file)
    assert list(tmp_path.iterdir()) == []
    file.mkdir()
    with pytest.raises(StorageError, match="cannot be removed"):
        remove_file(file)
