"""A DuckDB that stays loaded locks the index only while it is open, and reaches no other file."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from photoindex.errors import IndexLockedError
from photoindex.store.database.connection import path_literal
from photoindex.store.opening.connecting import RESTRICTED
from photoindex.store.opening.index import Index
from photoindex.store.opening.kept_engine import KeptEngine

COUNT = "import duckdb, sys; print(duckdb.connect(sys.argv[1]).execute('SELECT count(*) FROM setting').fetchone()[0])"


@pytest.fixture(params=["index.duckdb", "it's.duckdb"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made = tmp_path / request.param
    with duckdb.connect(str(made)) as connection:
        connection.execute("CREATE TABLE setting (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)")
    return Path(made)


@pytest.fixture
def engine(path: Path) -> Iterator[KeptEngine]:
    made = KeptEngine(path, RESTRICTED)
    yield made
    made.end()


def put(engine: KeptEngine, key: str) -> None:
    connection = engine.open(read_only=False)
    connection.execute("INSERT INTO setting VALUES (?, '')", [key])
    engine.close(connection)


def keys(engine: KeptEngine) -> list[str]:
    connection = engine.open(read_only=True)
    found = [row[0] for row in connection.execute("SELECT key FROM setting ORDER BY key").fetchall()]
    engine.close(connection)
    return found


def rows_in_another_process(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", COUNT, str(path)], capture_output=True, text=True, check=False)


def test_another_process_opens_the_index_only_while_it_is_closed(engine: KeptEngine, path: Path) -> None:
    put(engine, "a")
    assert rows_in_another_process(path).stdout == "1\n"
    connection = engine.open(read_only=False)
    assert "lock" in rows_in_another_process(path).stderr
    engine.close(connection)
    assert rows_in_another_process(path).stdout == "1\n"


def test_no_file_is_left_beside_a_closed_index(engine: KeptEngine, path: Path) -> None:
    put(engine, "a")
    assert list(path.parent.iterdir()) == [path]


def test_a_second_connection_reads_while_the_first_is_open(engine: KeptEngine) -> None:
    put(engine, "a")
    first = engine.open(read_only=True)
    assert keys(engine) == ["a"]
    assert first.execute("SELECT count(*) FROM setting").fetchone() == (1,)
    engine.close(first)


def test_an_engine_that_was_told_to_end_starts_again(engine: KeptEngine) -> None:
    put(engine, "a")
    connection = engine.open(read_only=True)
    engine.end_when_closed()
    assert connection.execute("SELECT count(*) FROM setting").fetchone() == (1,)
    engine.close(connection)
    put(engine, "b")
    assert keys(engine) == ["a", "b"]


@pytest.mark.parametrize("statement", ["ATTACH {} AS other", "SELECT * FROM read_text({})", "COPY (SELECT 1) TO {}"])
def test_no_other_file_can_be_reached(engine: KeptEngine, path: Path, statement: str) -> None:
    connection = engine.open(read_only=False)
    with pytest.raises(duckdb.PermissionException):
        connection.execute(statement.format(path_literal(path.with_name("other"))))
    with pytest.raises(duckdb.Error, match="locked"):
        connection.execute("SET enable_external_access = true")
    engine.close(connection)


def test_nothing_is_lost_when_the_log_cannot_be_merged(engine: KeptEngine, path: Path) -> None:
    put(engine, "a")
    in_the_way = path.with_name(f"{path.name}.wal.checkpoint")
    in_the_way.mkdir()
    (in_the_way / "file").touch()
    put(engine, "b")
    put(engine, "c")
    (in_the_way / "file").unlink()
    in_the_way.rmdir()
    assert keys(engine) == ["a", "b", "c"]
    assert rows_in_another_process(path).stdout == "3\n"


def test_an_index_of_the_same_process_waits_for_it(tmp_path: Path) -> None:
    kept = Index(tmp_path / "index.duckdb", keep_engine=True)
    with kept.writing() as connection:
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
        with pytest.raises(IndexLockedError), Index(kept.path, patience=0.2).reading():
            pass
    with Index(kept.path).reading() as connection:
        assert connection.execute("SELECT value FROM setting WHERE key = 'a'").fetchone() == ("b",)
