"""A library moves, and the index follows."""

from pathlib import Path

import pytest

from photoindex.errors import (
    NotFoundError,
    UsageError,
)
from photoindex.operations.find import FindRequest, find
from photoindex.operations.move import move
from photoindex.operations.status import status
from tests.library import Library, photos_of, rows


def test_a_moved_library_keeps_everything_without_reading_a_photo(red_named: Library, tmp_path: Path) -> None:
    (red_named.folder / "broken.jpg").write_bytes(b"x")
    red_named.scan()
    new = tmp_path / "elsewhere" / "photos"
    new.parent.mkdir()
    red_named.folder.rename(new)
    report = move(red_named.index, red_named.folder, new)
    assert (report.files, report.sampled, report.differing) == (7, 7, 0)
    assert all(photo.paths[0].is_relative_to(new) for photo in find(red_named.index, FindRequest(("Red",))).photos)
    summary = red_named.scan(new)
    assert (summary.unchanged, summary.still_failing) == (7, 1)
    assert (summary.photos, summary.failed, summary.gone) == (0, 0, 0)
    assert [item.root.path for item in status(red_named.index).roots] == [new]


def test_a_library_can_move_into_a_subfolder_of_its_old_place_and_out_again(red_named: Library, tmp_path: Path) -> None:
    red_named.folder.rename(tmp_path / "away")
    red_named.folder.mkdir()
    inner = red_named.folder / "2001"
    (tmp_path / "away").rename(inner)
    move(red_named.index, red_named.folder, inner)
    assert red_named.scan().unchanged == 7
    inner.rename(tmp_path / "out")
    move(red_named.index, inner, tmp_path / "out")
    assert red_named.scan(tmp_path / "out").unchanged == 7
    assert len(photos_of(red_named, "Red")) == 4


def test_a_folder_whose_path_only_begins_with_the_same_letters_does_not_move(
    red_named: Library, tmp_path: Path
) -> None:
    twin = red_named.draw("../photos2/x.jpg", "blue", shade=4).parent
    red_named.scan(twin)
    red_named.folder.rename(tmp_path / "new")
    assert move(red_named.index, red_named.folder, tmp_path / "new").files == 7
    assert rows(red_named.index, "SELECT count(*) FROM file WHERE path LIKE '%photos2%'") == [(1,)]


@pytest.mark.parametrize("what", ["nowhere", "other photos", "unknown", "same"])
def test_an_impossible_move_is_refused_and_changes_nothing(red_named: Library, tmp_path: Path, what: str) -> None:
    before = rows(red_named.index, "SELECT * FROM file ORDER BY path")
    (tmp_path / "other").mkdir()
    old, new, error = {
        "nowhere": (red_named.folder, tmp_path / "nowhere", UsageError),
        "other photos": (red_named.folder, tmp_path / "other", UsageError),
        "unknown": (tmp_path / "other", red_named.folder, NotFoundError),
        "same": (red_named.folder, red_named.folder, UsageError),
    }[what]
    with pytest.raises(error):
        move(red_named.index, old, new)
    assert rows(red_named.index, "SELECT * FROM file ORDER BY path") == before


def test_a_move_onto_other_photos_is_refused(red_named: Library, tmp_path: Path) -> None:
    other = red_named.draw("../other/2001/a.jpg", "blue", shade=4).parents[1]
    red_named.scan(other)
    with pytest.raises(UsageError, match="replace other photos"):
        move(red_named.index, red_named.folder, other)


def test_a_library_that_was_scanned_in_its_new_place_can_still_be_moved(red_named: Library, tmp_path: Path) -> None:
    red_named.folder.rename(tmp_path / "new")
    red_named.scan(tmp_path / "new")
    move(red_named.index, red_named.folder, tmp_path / "new")
    assert rows(red_named.index, "SELECT count(*) FROM file") == [(7,)]
    assert [item.root.path for item in status(red_named.index).roots] == [tmp_path / "new"]
