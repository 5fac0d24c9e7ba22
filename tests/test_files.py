"""A file is written whole or not at all, and private files are closed to others whatever the umask."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from photoindex.files import (
    clear_temporaries,
    make_private,
    make_private_folder,
    make_shared_folder,
    open_new,
    private_by_default,
    temporary_beside,
    whole_file,
    write_whole,
)
from tests.stored import mode

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0o002)
    yield
    os.umask(before)


@posix
@pytest.mark.parametrize(("private", "expected"), [(True, 0o600), (False, 0o664)])
def test_a_private_file_ignores_the_umask_and_a_shared_one_follows_it(
    tmp_path: Path, private: bool, expected: int
) -> None:
    write_whole(tmp_path / "a", b"names", private=private)
    assert mode(tmp_path / "a") == expected


def test_after_an_error_the_old_file_remains_and_no_temporary_file_is_left(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(RuntimeError), whole_file(tmp_path / "a", private=True) as stream:
        stream.write(b"new")
        raise RuntimeError
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@posix
def test_a_link_at_the_destination_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"untouched")
    (tmp_path / "a").symlink_to(tmp_path / "victim")
    write_whole(tmp_path / "a", b"names", private=True)
    assert (tmp_path / "victim").read_bytes() == b"untouched"
    assert not (tmp_path / "a").is_symlink()


@posix
def test_a_new_file_is_never_opened_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "planted").symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError):
        open_new(tmp_path / "planted", private=True)
    assert not (tmp_path / "victim").exists()


@posix
def test_private_files_and_folders_are_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    make_private(tmp_path / "a")
    make_private_folder(tmp_path / "data" / "faces")
    assert mode(tmp_path / "a") == 0o600
    assert mode(tmp_path / "data" / "faces") == 0o700


@posix
@pytest.mark.parametrize("strict", [0o277, 0o777])
def test_the_owner_keeps_every_right_under_the_strictest_umask(tmp_path: Path, strict: int) -> None:
    before = os.umask(strict)
    write_whole(tmp_path / "a", b"names", private=True)
    make_private_folder(tmp_path / "faces")
    os.umask(before)
    assert mode(tmp_path / "a") == 0o600
    assert mode(tmp_path / "faces") == 0o700


@posix
def test_in_a_private_block_new_files_are_private_but_shared_files_follow_the_users_umask(tmp_path: Path) -> None:
    with private_by_default(like=tmp_path / "not there"), private_by_default(like=tmp_path / "not there"):
        (tmp_path / "file").write_bytes(b"")
        (tmp_path / "folder").mkdir()
        write_whole(tmp_path / "shared", b"", private=False)
        make_shared_folder(tmp_path / "outer" / "inner")
    assert mode(tmp_path / "file") == 0o600
    assert mode(tmp_path / "folder") == 0o700
    assert mode(tmp_path / "shared") == 0o664
    assert mode(tmp_path / "outer") == mode(tmp_path / "outer" / "inner") == 0o775
    (tmp_path / "after").write_bytes(b"")
    assert mode(tmp_path / "after") == 0o664


def test_only_files_left_by_killed_writers_are_removed(tmp_path: Path) -> None:
    for path in (temporary_beside(tmp_path / "a"), tmp_path / "a", tmp_path / ".photoindex-export.json"):
        path.write_bytes(b"x")
    clear_temporaries(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a", ".photoindex-export.json"}
