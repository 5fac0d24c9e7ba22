"""An index can be read completely without a lock, and reading does not change it."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from photoindex.store.database.migrations import NEWEST, version_of
from photoindex.store.opening.index import Index
from photoindex.store.opening.index_file import wal_of
from photoindex.store.opening.lockless import open_without_lock

NAMES = "SELECT name FROM person ORDER BY name"

DIE_BEFORE_THE_FILE_IS_WRITTEN = """
import os, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("SET checkpoint_threshold = '1GB'")
connection.execute("UPDATE person SET name = name || ' Jr'")
os._exit(0)
"""


def test_an_older_index_is_read_without_a_lock_with_the_newest_schema(index_of_version_4: Path) -> None:
    before = index_of_version_4.read_bytes()
    connection = open_without_lock(index_of_version_4, {})
    names = connection.execute(NAMES).fetchall()
    assert version_of(connection) == NEWEST
    connection.close()
    assert index_of_version_4.read_bytes() == before
    with Index(index_of_version_4).reading() as ordinary:
        assert names == ordinary.execute(NAMES).fetchall() != []


def test_rows_that_are_only_in_the_log_are_read_without_a_lock(index_of_version_4: Path) -> None:
    with Index(index_of_version_4).writing():
        pass
    subprocess.run([sys.executable, "-c", DIE_BEFORE_THE_FILE_IS_WRITTEN, str(index_of_version_4)], check=True)
    assert wal_of(index_of_version_4).stat().st_size > 0
    before = index_of_version_4.read_bytes(), wal_of(index_of_version_4).read_bytes()
    connection = open_without_lock(index_of_version_4, {})
    names = [name for (name,) in connection.execute(NAMES).fetchall()]
    connection.close()
    assert names
    assert all(name.endswith(" Jr") for name in names)
    assert (index_of_version_4.read_bytes(), wal_of(index_of_version_4).read_bytes()) == before


def test_an_index_that_is_read_without_a_lock_cannot_access_other_files(
    index_of_version_4: Path, tmp_path: Path
) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n", encoding="utf-8")
    connection = open_without_lock(index_of_version_4, {})
    for place in (tmp_path / "other.csv", f"local://{tmp_path}/other.csv"):
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"SELECT * FROM read_csv('{place}')")
    connection.close()
