"""Photos whose files are gone are removed from the index."""

import shutil
from pathlib import Path

import pytest

from photoindex.errors import (
    NotFoundError,
)
from photoindex.operations.check import check
from photoindex.operations.log import log
from photoindex.operations.prune import PruneReport, prune
from photoindex.operations.status import status
from tests.library import Library, Snapshot, photos_of, rows


def test_prune_counts_first_and_removes_only_what_is_gone(red_named: Library, snapshot: Snapshot) -> None:
    (red_named.folder / "2001/a.jpg").unlink()
    shutil.copy(red_named.folder / "2001/b.jpg", red_named.folder / "copy.jpg")
    (red_named.folder / "2001/b.jpg").unlink()
    red_named.scan()
    before = snapshot(red_named.folder)
    counted = prune(red_named.index, remove_them=False)
    assert counted == PruneReport(files=2, photos=1, faces=1, away=0, back=0, removed=False)
    assert len(rows(red_named.index, "SELECT * FROM photo")) == 7
    assert prune(red_named.index, remove_them=True).removed
    assert len(rows(red_named.index, "SELECT * FROM photo")) == 6
    assert len(log(red_named.index)) == 1
    assert check(red_named.index, sample=10, repair=False).problems == ()
    assert snapshot(red_named.folder) == before
    assert len(photos_of(red_named, "Red")) == 3


def test_a_pruned_photo_that_comes_back_gets_its_name_back(red_named: Library, tmp_path: Path) -> None:
    (red_named.folder / "2001/a.jpg").rename(tmp_path / "a.jpg")
    red_named.scan()
    prune(red_named.index, remove_them=True)
    (tmp_path / "a.jpg").rename(red_named.folder / "2001/a.jpg")
    assert red_named.scan().photos == 1
    assert "a.jpg" in photos_of(red_named, "Red")


def test_prune_keeps_photos_below_a_root_that_is_away(red_named: Library, tmp_path: Path) -> None:
    (red_named.folder / "2001/a.jpg").unlink()
    red_named.scan()
    red_named.folder.rename(tmp_path / "unmounted")
    assert prune(red_named.index, remove_them=False) == PruneReport(0, 0, 0, away=1, back=0, removed=False)
    red_named.folder.mkdir()
    red_named.scan()
    assert prune(red_named.index, remove_them=True).away == 1
    assert len(rows(red_named.index, "SELECT * FROM photo")) == 7


def test_prune_keeps_a_file_that_has_come_back(red_named: Library, tmp_path: Path) -> None:
    (red_named.folder / "2001/a.jpg").rename(tmp_path / "a.jpg")
    red_named.scan()
    (tmp_path / "a.jpg").rename(red_named.folder / "2001/a.jpg")
    report = prune(red_named.index, remove_them=True)
    assert (report.files, report.photos, report.back) == (0, 0, 1)


def test_a_folder_that_was_emptied_for_good_can_be_forgotten_and_names_stay(red_named: Library, tmp_path: Path) -> None:
    (red_named.folder / "broken.jpg").write_bytes(b"x")
    copy = tmp_path / "copies" / "a.jpg"
    copy.parent.mkdir()
    shutil.copy(red_named.folder / "2001/a.jpg", copy)
    red_named.scan()
    red_named.scan(copy.parent)
    red_named.folder.rename(tmp_path / "kept elsewhere")
    red_named.folder.mkdir()
    red_named.scan()
    assert prune(red_named.index, remove_them=True).files == 0
    assert {item.root.path: item.state for item in status(red_named.index).roots}[red_named.folder] == "away"
    counted = prune(red_named.index, remove_them=False, forget=[red_named.folder])
    assert (counted.files, counted.photos, counted.away, counted.removed) == (7, 6, 0, False)
    assert prune(red_named.index, remove_them=True, forget=[red_named.folder]).photos == 6
    found = status(red_named.index)
    assert [item.root.path for item in found.roots] == [copy.parent]
    assert (found.totals.photos, found.totals.failures, found.totals.decisions) == (1, 0, 1)
    assert photos_of(red_named, "Red") == ["a.jpg"]
    assert check(red_named.index, sample=10, repair=False).problems == ()
    red_named.folder.rmdir()
    (tmp_path / "kept elsewhere").rename(red_named.folder)
    assert red_named.scan().photos == 6
    assert len(photos_of(red_named, "Red")) == 4


def test_a_folder_that_the_index_does_not_know_cannot_be_forgotten(red_named: Library) -> None:
    with pytest.raises(NotFoundError, match="knows nothing below"):
        prune(red_named.index, remove_them=True, forget=[red_named.folder, red_named.folder / "2001/a"])
    assert status(red_named.index).totals.photos == 7


def test_prune_keeps_the_old_version_of_an_edited_photo_only_until_its_names_are_carried_over(
    red_named: Library,
) -> None:
    photo = red_named.folder / "2001/a.jpg"
    photo.write_bytes(b"half of what an editor writes")
    assert red_named.scan().failed == 1
    assert prune(red_named.index, remove_them=True).photos == 0
    red_named.draw("2001/a.jpg", "red", shade=80)
    red_named.scan()
    assert "a.jpg" in photos_of(red_named, "Red")
    assert prune(red_named.index, remove_them=True).photos == 1
    assert "a.jpg" in photos_of(red_named, "Red")


def test_prune_removes_the_old_version_of_an_edited_photo_without_decisions(red_named: Library) -> None:
    red_named.draw("2003/f.jpg", "yellow", shade=81)
    red_named.scan()
    assert prune(red_named.index, remove_them=True).photos == 1


def test_prune_removes_a_named_photo_that_was_broken_and_then_deleted(red_named: Library) -> None:
    photo = red_named.folder / "2001/a.jpg"
    photo.write_bytes(b"broken")
    red_named.scan()
    photo.unlink()
    red_named.scan()
    assert prune(red_named.index, remove_them=True).photos == 1
    assert len(log(red_named.index)) == 1
