"""A photo is shown with its faces, its files, and the photos before and after it."""

import shutil

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.label import label
from photoindex.operations.photo_page import Presence, path_of_photo, photo_page
from photoindex.operations.show import show_photo
from tests.library import Library, red


def photo(library: Library, name: str) -> int:
    shown = show_photo(library.index, library.folder / name).photo
    assert shown is not None
    return shown.photo_id


def test_faces_and_names_of_a_photo(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    shown = photo_page(scanned.index, photo(scanned, "2001/b.jpg"))
    assert [shown.names.get(face.person_id or 0) for face in shown.faces] == ["Grandma", None]


def test_neighbours_follow_the_dates_and_undated_photos_come_last(scanned: Library) -> None:
    index = scanned.index
    assert photo_page(index, photo(scanned, "2001/a.jpg")).beside.before is None
    assert photo_page(index, photo(scanned, "2001/a.jpg")).beside.after == photo(scanned, "2001/b.jpg")
    last = photo_page(index, photo(scanned, "2003/e.jpg")).beside.after
    assert last in {photo(scanned, "2002/d.jpg"), photo(scanned, "2003/empty.jpg")}


def test_every_file_of_a_photo_is_listed_with_its_state(scanned: Library) -> None:
    shutil.copy2(scanned.folder / "2001/a.jpg", scanned.folder / "copy.jpg")
    scanned.scan()
    (scanned.folder / "2001/a.jpg").unlink()
    files = photo_page(scanned.index, photo(scanned, "copy.jpg")).files
    assert {file.path.name: file.presence for file in files} == {"a.jpg": Presence.GONE, "copy.jpg": Presence.HERE}


def test_a_path_of_a_photo_is_known_by_its_number(scanned: Library) -> None:
    assert path_of_photo(scanned.index, photo(scanned, "2001/a.jpg")) == scanned.folder / "2001/a.jpg"


def test_a_photo_that_the_index_does_not_hold_is_not_found(scanned: Library) -> None:
    for look in (photo_page, path_of_photo):
        with pytest.raises(NotFoundError, match="not in the index"):
            look(scanned.index, 4711)
