"""Names to choose from."""

from photoindex.operations.likely import resemblance
from tests.library import Library, face_in, name_both


def test_the_most_similar_person_comes_first(scanned: Library) -> None:
    name_both(scanned)
    found = resemblance(scanned.index).likely([face_in(scanned, "2003/e.jpg")], 5)
    assert [item.person.name for item in found] == ["Tom"]


def test_a_face_that_is_like_nobody_has_no_likely_names(scanned: Library) -> None:
    name_both(scanned)
    assert resemblance(scanned.index).likely([face_in(scanned, "2003/f.jpg")], 5) == ()


def test_nobody_is_likely_before_anybody_has_a_name(scanned: Library) -> None:
    assert resemblance(scanned.index).likely([face_in(scanned, "2003/e.jpg")], 5) == ()


def test_unknown_faces_resemble_nobody(scanned: Library) -> None:
    name_both(scanned)
    assert resemblance(scanned.index).likely([999], 5) == ()
