"""An export knows its own files, and where it may write."""

import os
from pathlib import Path

import pytest

from photoindex.advice.actions import Action
from photoindex.errors import UsageError
from photoindex.export.folder import ExportFolder, FileState, check_destination, is_for_exports
from photoindex.export.ledger import LEDGER_NAME, MadeFile

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


@pytest.fixture
def folder(tmp_path: Path) -> ExportFolder:
    place = ExportFolder(tmp_path / "out")
    place.make("photos")
    return place


def written(folder: ExportFolder, name: str = "a.jpg") -> MadeFile:
    made = MadeFile("photos", name)
    folder.path(made).write_bytes(b"photo")
    return folder.measured(made)


def test_a_file_is_ours_while_its_size_and_time_are_those_that_were_recorded(folder: ExportFolder) -> None:
    made = written(folder)
    assert folder.state(made) is FileState.SAME
    assert folder.state(MadeFile("photos", "b.jpg", 1, 1)) is FileState.ABSENT
    os.utime(folder.path(made), (1_000_000_000, 1_000_000_000))
    assert folder.state(made) is FileState.CHANGED
    made = folder.measured(made)
    folder.path(made).write_bytes(b"longer than before")
    assert folder.state(made) is FileState.CHANGED


@needs_links
def test_a_link_is_ours_while_it_has_its_target(folder: ExportFolder) -> None:
    made = MadeFile("photos", "a.jpg", target="/photos/a.jpg")
    folder.path(made).symlink_to("/photos/a.jpg")
    assert folder.state(made) is FileState.SAME
    folder.path(made).unlink()
    folder.path(made).symlink_to("/photos/b.jpg")
    assert folder.state(made) is FileState.CHANGED


def test_only_a_file_that_is_still_ours_is_removed(folder: ExportFolder) -> None:
    kept, removed = written(folder), written(folder, "b.jpg")
    folder.path(kept).write_bytes(b"edited afterwards")
    assert (folder.remove(kept), folder.remove(removed)) == (FileState.CHANGED, FileState.SAME)
    assert folder.names("photos") == ["a.jpg"]


@needs_links
def test_a_link_in_place_of_a_folder_is_a_detour(folder: ExportFolder, tmp_path: Path) -> None:
    (folder.root / "elsewhere").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="is a link where a folder is needed"):
        folder.refuse_detour("elsewhere/below")
    folder.refuse_detour("photos/below")


def test_a_folder_that_holds_something_needs_an_update(tmp_path: Path) -> None:
    assert not check_destination(tmp_path / "new", tmp_path / "new", update=False)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert check_destination(tmp_path, tmp_path, update=True)
    with pytest.raises(UsageError) as caught:
        check_destination(tmp_path, tmp_path, update=False)
    assert caught.value.advice == (Action.UPDATE_EXPORT,)


def test_a_folder_of_photos_is_for_exports_only_if_it_holds_the_record_of_one(tmp_path: Path) -> None:
    assert is_for_exports(tmp_path)
    (tmp_path / "a.jpg").write_bytes(b"photo")
    assert not is_for_exports(tmp_path)
    (tmp_path / LEDGER_NAME).write_text("{}", encoding="utf-8")
    assert is_for_exports(tmp_path)
