"""A library moves, and the index follows."""

from pathlib import Path

import pytest

from photoindex.errors import (
    NotFoundError,
    UsageError,
)
from photoindex.operations.find import FindRequest, find
from photoindex.operations.log import log
from photoindex.operations.move import move
from photoindex.operations.rename import rename
from photoindex.operations.save import list_searches, save_search
from photoindex.operations.status import status
from photoindex.operations.undo import undo
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


def test_saved_searches_follow_their_folder(red_named: Library, tmp_path: Path) -> None:
    index, old, new = red_named.index, red_named.folder, tmp_path / "new place"
    twin = f"{old}2"
    save_search(index, "early", f'Red folder:"{old / "2001"}"')
    save_search(index, "all", f'folder:"{old}" | -like:"{old / "2001" / "a.jpg"}"')
    save_search(index, "elsewhere", f'folder:2001 folder:"{twin}"')
    old.rename(new)
    assert set(move(index, old, new).searches) == {"early", "all"}
    searches = {search.name: search.query for search in list_searches(index)}
    assert searches == {
        "early": f'Red folder:"{new / "2001"}"',
        "all": f'folder:"{new}" | -like:"{new / "2001" / "a.jpg"}"',
        "elsewhere": f"folder:2001 folder:{twin}",
    }
    assert [photo.paths[0].name for photo in find(index, FindRequest(query="@early")).photos] == ["a.jpg", "b.jpg"]
    rename(index, "Red", "Rose")
    assert {search.name: search.query for search in list_searches(index)}["early"].startswith("Rose folder:")


def test_searches_that_followed_are_decisions_which_can_be_undone(red_named: Library, tmp_path: Path) -> None:
    index, old, new = red_named.index, red_named.folder, tmp_path / "new"
    save_search(index, "early", f'folder:"{old / "2001"}"')
    old.rename(new)
    move(index, old, new)
    assert [row.decision.kind for row in log(index)][-2:] == ["search", "search"]
    assert str(new) in log(index)[-1].decision.source
    undo(index)
    assert str(old) in list_searches(index)[0].query
    new.rename(old)
    assert move(index, new, old).searches == ()


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
