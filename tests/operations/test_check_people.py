"""Confirmed faces that are probably wrong are shown."""

from photoindex.operations.check_people import LooksUnlike, check_people
from photoindex.operations.label import label
from tests.library import Library, face, red


def test_a_wrongly_confirmed_face_is_shown_by_the_check(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, face(scanned, "2003/f.jpg"), "Grandma")
    (doubt,) = check_people(scanned.index)
    assert (doubt.face.path.name, doubt.person.name) == ("f.jpg", "Grandma")
    assert isinstance(doubt.why, LooksUnlike)
