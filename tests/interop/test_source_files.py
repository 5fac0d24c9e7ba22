"""The files that a user gave, and those below the folders that they gave."""

import os
from pathlib import Path

import pytest

from photoindex.interop.photo_names import Unread
from photoindex.interop.source_files import read_bytes, source_files


def is_wanted(name: str) -> bool:
    return name.endswith(".json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b/2.json", "a/1.json", "a/1.txt", "a/skipped/3.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    return tmp_path


def found(*paths: Path, skipped: frozenset[str] = frozenset()) -> tuple[list[str], list[Unread]]:
    notes: list[Unread] = []
    files = source_files(paths, is_wanted, notes.append, skipped)
    return [file.name for file in files], notes


def test_folders_are_searched_in_order_and_no_file_is_given_twice(folder: Path) -> None:
    assert found(folder, folder / "a" / "1.json") == (["1.json", "3.json", "2.json"], [])


def test_a_file_that_the_user_gave_is_read_whatever_its_name(folder: Path) -> None:
    assert found(folder / "a" / "1.txt") == (["1.txt"], [])


def test_folders_can_be_skipped(folder: Path) -> None:
    assert found(folder, skipped=frozenset({"skipped"}))[0] == ["1.json", "2.json"]


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    try:
        (folder / "b" / "loop").symlink_to(folder, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert found(folder)[0] == ["1.json", "3.json", "2.json"]


def test_a_file_above_the_limit_or_without_permission_is_noted(tmp_path: Path) -> None:
    notes: list[Unread] = []
    file = tmp_path / "a.json"
    file.write_bytes(b"12345")
    assert read_bytes(file, 5, notes.append) == b"12345"
    assert read_bytes(file, 4, notes.append) is None
    assert read_bytes(tmp_path, 4, notes.append) is None
    assert read_bytes(tmp_path / "b.json", 4, notes.append) is None
    assert [note.fault for note in notes] == ["too-large", "unreadable", "unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes among files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    notes: list[Unread] = []
    pipe = tmp_path / "a.json"
    os.mkfifo(pipe)
    assert read_bytes(pipe, 10, notes.append) is None
    assert [note.detail for note in notes] == ["not a file"]
