"""Every write changes the generation of an index."""

from pathlib import Path

import pytest

from photoindex.store.opening.index import Index
from photoindex.store.tables.generation import generation_of, names_pending, set_names_pending


def generation(index: Index) -> str | None:
    with index.reading() as connection:
        return generation_of(connection)


def test_every_write_gives_a_new_generation_and_reading_does_not(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.duckdb")
    seen = set()
    for _ in range(3):
        with index.writing():
            pass
        assert index.generation == generation(index) == generation(Index(index.path))
        seen.add(index.generation)
    assert len(seen) == 3


def test_a_write_that_fails_leaves_the_generation_as_it_was(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.duckdb")
    with index.writing():
        pass
    before = index.generation
    with pytest.raises(ValueError, match="stopped"), index.writing():
        raise ValueError("stopped")
    assert index.generation == generation(index) == before


def test_it_is_recorded_whether_names_are_pending(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.duckdb")
    for pending in (False, True, True, False):
        with index.writing() as connection:
            set_names_pending(connection, pending=pending)
            assert names_pending(connection) == pending
