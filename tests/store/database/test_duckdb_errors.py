"""Every error about an index names the index file exactly once."""

import errno
import os
from pathlib import Path

import duckdb
import pytest

from photoindex.errors import IndexDamagedError, IndexFileError
from photoindex.store.database.duckdb_errors import system_reason, translated
from photoindex.store.opening.index import Index


def test_an_error_raised_inside_an_index_gets_the_path_of_the_index_once(tmp_path: Path) -> None:
    path = tmp_path / "index.duckdb"
    with pytest.raises(IndexDamagedError) as caught, translated(path), translated(path):
        raise IndexDamagedError("it holds nothing", hint="Try again.")
    assert caught.value.message == f"the index {path} cannot be used: it holds nothing"
    assert (caught.value.hint, caught.value.path) == ("Try again.", path)


def test_an_error_that_mentions_the_path_only_by_chance_gets_the_path_too(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with pytest.raises(IndexDamagedError) as caught, translated(path):
        raise IndexDamagedError(f"decision 3 is about {path}.jpg")
    assert caught.value.message == f"the index {path} cannot be used: decision 3 is about {path}.jpg"


def test_an_error_that_already_names_the_index_is_not_changed(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.duckdb")
    with pytest.raises(IndexFileError) as caught, index.reading():
        pass
    assert caught.value.message == f"there is no index at {index.path} yet"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_the_reason_of_the_system_is_told_in_its_own_words() -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.IOException) as caught:
        connection.execute("COPY (SELECT 1) TO '/dev/full' (FORMAT parquet, USE_TMP_FILE false)")
    assert system_reason(caught.value) == os.strerror(errno.ENOSPC)


def test_a_message_without_a_number_is_told_as_it_is() -> None:
    assert system_reason(duckdb.IOException("IO Error: no such thing\nLINE 1")) == "IO Error: no such thing"
