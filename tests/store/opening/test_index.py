"""Which processes may open the index file, and which error an unusable file causes."""

import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from photoindex.advice.actions import Action
from photoindex.errors import (
    IndexDamagedError,
    IndexFileError,
    IndexLockedError,
    IndexTooNewError,
    StorageError,
)
from photoindex.store.database.migrations import NEWEST, version_of
from photoindex.store.opening.index import Index
from tests.processes import holding

HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
connection.close()
"""


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path / "index.duckdb", patience=0.3)
    with made.writing():
        pass
    return made


def test_a_new_index_has_the_newest_schema(index: Index) -> None:
    with index.reading() as connection:
        assert version_of(connection) == NEWEST


def test_the_folder_of_a_new_index_is_created(tmp_path: Path) -> None:
    with Index(tmp_path / "a" / "b" / "index.duckdb").writing():
        pass
    assert (tmp_path / "a" / "b" / "index.duckdb").is_file()


def test_an_error_rolls_back_the_whole_write(index: Index) -> None:
    with pytest.raises(RuntimeError), index.writing() as connection:
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
        raise RuntimeError("stop")
    with index.reading() as connection:
        assert connection.execute("SELECT count(*) FROM setting WHERE key = 'a'").fetchone() == (0,)


def test_reading_before_the_first_scan_says_how_to_create_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError) as caught, Index(tmp_path / "none.duckdb").reading():
        pass
    assert caught.value.advice == (Action.SCAN_FOLDER,)
    assert not (tmp_path / "none.duckdb").exists()


def test_a_file_that_is_not_a_database_is_refused_and_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"not a database" * 1000)
    for work in (Index(path).reading, Index(path).writing):
        with pytest.raises(IndexDamagedError, match=r"photo\.jpg"), work():
            pass
    assert path.read_bytes() == b"not a database" * 1000


def test_a_database_of_another_program_is_refused_and_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE sales (amount INTEGER)")
    with pytest.raises(IndexDamagedError, match="not a photoindex index"), Index(path).writing():
        pass
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("sales",)]


def test_an_index_of_a_newer_version_is_refused(index: Index) -> None:
    with index.writing() as connection:
        connection.execute("INSERT INTO schema_migration VALUES (?, 'from the future', '2050-01-01')", [NEWEST + 1])
    for work in (index.reading, index.writing):
        with pytest.raises(IndexTooNewError, match="newer photoindex"), work():
            pass


def test_a_truncated_index_is_reported_as_damaged(index: Index) -> None:
    data = index.path.read_bytes()
    index.path.write_bytes(data[: len(data) // 10])
    with pytest.raises((IndexDamagedError, StorageError)) as caught, index.reading() as connection:
        connection.execute("SELECT * FROM photo").fetchall()
    assert str(index.path) in caught.value.message


def test_a_folder_is_refused_as_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="folder"), Index(tmp_path).writing():
        pass


def test_a_command_waits_for_an_index_that_another_process_holds(index: Index) -> None:
    versions: list[int] = []

    def read() -> None:
        with Index(index.path, patience=600).reading() as connection:
            versions.append(version_of(connection))

    reader = threading.Thread(target=read)
    with holding(HOLD, index.path):
        reader.start()
        reader.join(0.3)
        assert versions == []
    reader.join()
    assert versions == [NEWEST]


def test_an_index_that_remains_in_use_gives_a_clear_error(index: Index) -> None:
    with holding(HOLD, index.path) as process:
        for work in (index.reading, index.writing):
            with pytest.raises(IndexLockedError, match=f"in use by process {process.pid}"), work():
                pass


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Give up the rights of root for this test, because root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")
def test_a_folder_without_permission_gives_a_clear_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    path = tmp_path / "index.duckdb"
    with as_somebody_else(), pytest.raises(StorageError, match=r"permission|Permission"), Index(path).writing():
        pass
    tmp_path.chmod(0o700)


def test_two_threads_take_turns(index: Index) -> None:
    patient = Index(index.path, patience=20)

    def add(number: int) -> None:
        with patient.writing() as connection:
            connection.execute("INSERT INTO setting VALUES (?, 'x')", [str(number)])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with index.reading() as connection:
        assert connection.execute("SELECT count(*) FROM setting WHERE value = 'x'").fetchone() == (6,)


def _add_setting(path: Path, number: int) -> None:
    with Index(path, patience=60).writing() as connection:
        connection.execute("INSERT INTO setting VALUES (?, 'x')", [str(number)])


def test_several_processes_take_turns(index: Index) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_add_setting, args=(index.path, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    with Index(index.path, patience=20).reading() as connection:
        assert connection.execute("SELECT count(*) FROM setting WHERE value = 'x'").fetchone() == (4,)


FILL = """
import resource, sys
from pathlib import Path
from photoindex.errors import StorageError
from photoindex.store.opening.index import Index
from tests.processes import holding
index = Index(Path(sys.argv[1]))
with index.writing() as connection:
    connection.execute("INSERT INTO setting VALUES ('kept', 'yes')")
resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, 6_000_000))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    for number in range(200):
        with index.writing() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS big (a VARCHAR)")
            connection.execute("INSERT INTO big SELECT md5(random()::VARCHAR) FROM range(100000)")
except StorageError as error:
    print("storage error:", error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file-size limits are those of POSIX")
def test_a_disk_that_fills_up_gives_a_clear_error_and_keeps_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "index.duckdb"
    done = subprocess.run([sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, check=False)
    assert "storage error" in done.stdout, done.stderr
    with Index(path).reading() as connection:
        assert connection.execute("SELECT value FROM setting WHERE key = 'kept'").fetchone() == ("yes",)
