"""Every error about an index names the index file exactly once."""

from pathlib import Path

import pytest

from photoindex.errors import IndexDamagedError, IndexFileError
from photoindex.store.database.duckdb_errors import translated
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
