"""What is known about the files of an index without opening it."""

from pathlib import Path

from photoindex.store.opening.index_file import state_of_files, wal_of


def test_the_state_differs_after_a_change_of_the_index_or_of_its_log(tmp_path: Path) -> None:
    index = tmp_path / "index.duckdb"
    assert state_of_files(index) == (None, None)
    index.write_bytes(b"index")
    alone = state_of_files(index)
    assert alone == state_of_files(index)
    assert alone[1] is None
    wal_of(index).write_bytes(b"log")
    with_log = state_of_files(index)
    assert with_log[0] == alone[0]
    assert with_log[1] is not None
    index.write_bytes(b"longer")
    assert state_of_files(index)[0] != alone[0]
    assert state_of_files(index)[1] == with_log[1]
