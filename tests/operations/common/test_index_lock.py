"""Only one command at a time may rework an index; the others report which one it is."""

import json
from pathlib import Path

import pytest

from photoindex.errors import (
    IndexLockedError,
    MissingLibraryError,
    NotFoundError,
    UsageError,
)
from photoindex.operations.common.index_lock import alone, lock_file
from photoindex.operations.prune import prune
from photoindex.operations.status import status
from photoindex.store.tables.runs import last_runs
from tests.fakes import ColourAnalyzer
from tests.library import Library, photos_of
from tests.processes import holding

HOLD = """
import sys
from pathlib import Path
from photoindex.operations.common.index_lock import alone
from photoindex.store.opening.index import Index
with alone(Index(Path(sys.argv[1])), "scan", [Path("/photos")]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_scan_says_what_is_running_and_a_killed_scan_leaves_no_lock(red_named: Library) -> None:
    with holding(HOLD, red_named.index.path) as process:
        with pytest.raises(
            IndexLockedError, match=rf"in use: scan of .photos has been running since 2.* \(process {process.pid}\)"
        ):
            red_named.scan()
        with pytest.raises(IndexLockedError):
            prune(red_named.index, remove_them=True)
        runs = status(red_named.index).running
        assert runs is not None
        assert (runs.command, runs.pid) == ("scan", process.pid)
        # Looking at photos and naming people do not have to wait.
        assert len(photos_of(red_named, "Red")) == 4
        process.kill()
    assert red_named.scan().unchanged == 7
    assert status(red_named.index).running is None


def test_after_use_the_lock_is_free_and_its_note_is_gone(red_named: Library) -> None:
    with alone(red_named.index, "scan"):
        assert json.loads(lock_file(red_named.index).read_text(encoding="utf-8"))["command"] == "scan"
    assert lock_file(red_named.index).read_bytes() == b""
    # Without `waiting`, a lock that is held is an error.
    with alone(red_named.index, "scan"):
        pass


def cannot_load() -> ColourAnalyzer:
    raise MissingLibraryError("a library is not there")


def test_a_scan_that_ends_with_an_error_does_not_look_like_a_killed_one(red_named: Library) -> None:
    red_named.draw("new.jpg", "red", shade=70)
    with pytest.raises(MissingLibraryError):
        red_named.scan(make_analyzer=cannot_load)
    newest = status(red_named.index).runs[0]
    assert (newest.finished_at is not None, newest.remaining, newest.interrupted) == (True, 1, True)


def test_a_malformed_pattern_is_refused_before_the_index_is_created(library: Library) -> None:
    with pytest.raises(UsageError, match="malformed"):
        library.scan(exclude=["a[z-a]"])
    assert not library.index.path.exists()


def test_a_refused_scan_does_not_look_like_a_killed_one(red_named: Library, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(NotFoundError, match="no photos"):
        red_named.scan(tmp_path / "nothing")
    with red_named.index.reading() as connection:
        assert last_runs(connection, 1)[0].finished_at is not None
