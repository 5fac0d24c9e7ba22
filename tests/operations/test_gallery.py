"""Everybody is listed with a portrait."""

from photoindex.operations.gallery import gallery
from photoindex.operations.label import ignore, label
from tests.library import Library, face, face_in, green, red


def test_people_come_before_groups_and_each_has_a_portrait(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    shown = gallery(scanned.index)
    ((grandma,), (group,)) = shown.persons, shown.clusters
    assert (grandma.name, grandma.faces, grandma.photos) == ("Grandma", 4, 4)
    assert (group.name, group.faces) == (None, 3)
    assert grandma.portrait is not None
    assert group.portrait is not None


def test_single_and_ignored_faces_are_counted(scanned: Library) -> None:
    before = gallery(scanned.index)
    ignore(scanned.index, green(scanned))
    assert (before.single_faces, before.ignored_faces) == (1, 0)
    assert gallery(scanned.index).ignored_faces == 3


def test_the_portrait_of_a_person_is_one_of_their_faces(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2003/f.jpg"), "Tom")
    (tom,) = gallery(scanned.index).persons
    assert tom.portrait == face_in(scanned, "2003/f.jpg")
