"""One process at a time holds a lock; the note says which process, and the lock is released if the process dies."""

import os
from pathlib import Path

import pytest

from photoindex.file_lock import is_held, read_note, try_lock, wait_for_lock
from tests.processes import holding

HOLD = """
import sys
from pathlib import Path
from photoindex.file_lock import try_lock
lock = try_lock(Path(sys.argv[1]))
lock.write_note("the other")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_cannot_be_taken_twice_until_it_is_released(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = try_lock(path)
    assert lock is not None
    assert is_held(path)
    assert try_lock(path) is None
    lock.release()
    assert not is_held(path)
    again = wait_for_lock(path, 0)
    assert again is not None
    again.release()


def test_the_note_exists_only_while_the_lock_is_held(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert read_note(path) == ""
    lock = try_lock(path)
    assert lock is not None
    lock.write_note("a long note")
    lock.write_note("näher \udcff")
    assert read_note(path) == "näher \udcff"
    lock.release()
    assert read_note(path) == ""


def test_the_death_of_a_process_releases_its_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with holding(HOLD, path) as process:
        assert wait_for_lock(path, 0.2) is None
        assert read_note(path) == "the other"
        process.kill()
        lock = wait_for_lock(path, 60)
    assert lock is not None
    lock.release()


def test_checking_a_lock_creates_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        is_held(tmp_path / "lock")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="links take a privilege there")
def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious", encoding="utf-8")
    (tmp_path / "lock").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="lock"):
        try_lock(tmp_path / "lock")
    assert (tmp_path / "victim").read_text(encoding="utf-8") == "precious"
