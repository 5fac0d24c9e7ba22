"""The photo of a face and who else is in it."""

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.surroundings import surroundings_of
from tests.library import Library, face_in, name_both


def test_the_other_people_of_the_photo_are_named(scanned: Library) -> None:
    name_both(scanned)
    found = surroundings_of(scanned.index, face_in(scanned, "2001/b.jpg"))
    assert found.others == ("Tom",)
    assert len(found.faces) == 2
    assert found.photo.taken_at is not None


def test_a_face_that_does_not_exist_is_an_error(scanned: Library) -> None:
    with pytest.raises(NotFoundError, match="there is no face 999"):
        surroundings_of(scanned.index, 999)
