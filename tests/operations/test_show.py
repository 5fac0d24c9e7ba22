"""The faces of a photo are shown."""

import pytest

from photoindex.advice.actions import Action
from photoindex.advice.library import ScanFolder
from photoindex.advice.machines import InstallPackage
from photoindex.domain.outcome import Failed
from photoindex.domain.photo import PhotoFile
from photoindex.errors import NotFoundError
from photoindex.operations.label import label
from photoindex.operations.show import show_photo
from photoindex.store.tables.photos import put_failures
from tests.library import Library, red


def test_a_photo_shows_who_is_in_it_from_left_to_right(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    shown = show_photo(scanned.index, scanned.folder / "2002/c.jpg")
    assert [shown.names.get(face.person_id or 0) for face in shown.faces] == [None, "Grandma"]


def test_a_photo_that_is_not_in_the_index_says_how_to_get_it_there(scanned: Library) -> None:
    (scanned.folder / "broken.jpg").write_bytes(b"x")
    scanned.scan()
    with pytest.raises(NotFoundError) as caught:
        show_photo(scanned.index, scanned.folder / "broken.jpg")
    assert caught.value.advice == (Action.RETRY_FAILED,)
    with pytest.raises(NotFoundError) as caught:
        show_photo(scanned.index, scanned.draw("unknown.jpg", "red"))
    assert caught.value.advice == (ScanFolder(scanned.folder),)


def test_a_photo_that_needs_a_missing_package_is_reported_with_that_package(scanned: Library) -> None:
    file = PhotoFile(scanned.folder / "a.nef", 1, 1)
    with scanned.index.writing() as connection:
        put_failures(connection, [Failed(file, "extra", "a NEF file needs a package", "needs-package", "raw")])
    with pytest.raises(NotFoundError) as caught:
        show_photo(scanned.index, file.path)
    assert caught.value.hint.startswith("It could not be read: a NEF file needs a package.")
    assert caught.value.advice == (InstallPackage("rawpy"),)
