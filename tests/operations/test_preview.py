"""What a name would do, without recording it."""

import pytest

from photoindex.errors import UsageError
from photoindex.operations.preview import preview_name
from photoindex.operations.sitting import Sitting
from tests.library import Library, face_in, name_both


def test_a_new_name_belongs_to_nobody(sitting: Sitting, scanned: Library) -> None:
    found = preview_name(sitting, [face_in(scanned, "2003/f.jpg")], " Ann ")
    assert (found.name, found.faces, found.person, found.photos, found.twice) == ("Ann", 1, None, 0, 0)


def test_photos_in_which_somebody_would_be_twice_are_counted(sitting: Sitting, scanned: Library) -> None:
    name_both(scanned)
    tom = [face_in(scanned, "2001/b.jpg", 1), face_in(scanned, "2002/c.jpg", 0), face_in(scanned, "2003/e.jpg")]
    found = preview_name(sitting, tom, "Grandma")
    assert (found.photos, found.twice) == (4, 2)


def test_two_chosen_faces_of_one_photo_would_be_one_person_twice(sitting: Sitting, scanned: Library) -> None:
    both = [face_in(scanned, "2001/b.jpg", place) for place in (0, 1)]
    assert preview_name(sitting, both, "Ann").twice == 1


def test_faces_that_are_the_persons_already_are_not_counted(sitting: Sitting, scanned: Library) -> None:
    name_both(scanned)
    assert preview_name(sitting, [face_in(scanned, "2001/b.jpg")], "Grandma").twice == 0


def test_an_invalid_name_is_an_error(sitting: Sitting, scanned: Library) -> None:
    with pytest.raises(UsageError):
        preview_name(sitting, [face_in(scanned, "2001/a.jpg")], "")
