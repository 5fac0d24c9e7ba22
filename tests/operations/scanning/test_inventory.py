"""The current content of the folders is compared with the index."""

import shutil
from pathlib import Path

from photoindex.operations.label import label
from photoindex.operations.people import list_people
from tests.library import Library, Watcher, green, photos_of, red


def test_a_second_scan_reads_nothing(scanned: Library) -> None:
    watcher = Watcher()
    summary = scanned.scan(progress=watcher)
    assert watcher.outcomes == []
    assert (summary.photos, summary.unchanged, summary.clusters) == (0, 7, 2)


def test_a_copy_and_a_moved_file_are_recognised_without_decoding(scanned: Library) -> None:
    shutil.copy(scanned.folder / "2001/a.jpg", scanned.folder / "copy.jpg")
    (scanned.folder / "2001/b.jpg").rename(scanned.folder / "moved.jpg")
    summary = scanned.scan()
    assert (summary.photos, summary.copies, summary.gone) == (0, 2, 1)
    label(scanned.index, green(scanned), "Green")
    assert photos_of(scanned, "Green") == ["moved.jpg", "c.jpg", "e.jpg"]


def test_copies_that_are_new_together_are_stored_once(library: Library) -> None:
    for number in range(5):
        shutil.copy(library.folder / "2001/a.jpg", library.folder / f"copy{number}.jpg")
    summary = library.scan()
    assert summary.failed == 0
    assert sorted(row.faces for row in list_people(library.index).clusters) == [3, 4]


def test_a_changed_photo_is_read_again_and_its_old_faces_are_not_found(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Red")
    scanned.draw("2001/a.jpg", "blue", shade=3)
    assert scanned.scan().photos == 1
    assert "a.jpg" not in photos_of(scanned, "Red")


def test_a_deleted_photo_is_no_longer_found_and_comes_back_with_its_name(scanned: Library, tmp_path: Path) -> None:
    label(scanned.index, red(scanned), "Red")
    (scanned.folder / "2001/a.jpg").rename(tmp_path / "a.jpg")
    assert scanned.scan().gone == 1
    assert "a.jpg" not in photos_of(scanned, "Red")
    (tmp_path / "a.jpg").rename(scanned.folder / "2001/a.jpg")
    watcher = Watcher()
    assert scanned.scan(progress=watcher).back == 1
    assert watcher.outcomes == []
    assert "a.jpg" in photos_of(scanned, "Red")


def test_a_root_that_is_suddenly_empty_counts_as_away_and_its_photos_are_kept(scanned: Library, tmp_path: Path) -> None:
    label(scanned.index, red(scanned), "Red")
    scanned.folder.rename(tmp_path / "unmounted")
    scanned.folder.mkdir()
    summary = scanned.scan()
    assert (summary.away, summary.gone) == ((scanned.folder,), 0)
    assert len(photos_of(scanned, "Red")) == 4


def test_scanning_one_folder_keeps_what_is_known_about_the_others(scanned: Library) -> None:
    summary = scanned.scan(scanned.folder / "2001")
    assert (summary.unchanged, summary.gone) == (2, 0)


def test_a_single_photo_can_be_scanned(library: Library) -> None:
    summary = library.scan(library.folder / "2001/b.jpg")
    assert (summary.photos, summary.faces) == (1, 2)


def test_excluded_files_are_left_out(library: Library) -> None:
    assert library.scan(exclude=["2001/", "f.*"]).photos == 4


def test_files_excluded_from_one_scan_are_not_treated_as_deleted(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Red")
    summary = scanned.scan(exclude=["2001/"])
    assert (summary.gone, summary.left_out) == (0, 2)
    assert len(photos_of(scanned, "Red")) == 4
