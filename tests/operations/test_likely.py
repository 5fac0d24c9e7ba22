"""Names to choose from."""

from photoindex.operations.answer import Part, answer, undo_answer
from photoindex.operations.likely import LikelyPersons
from photoindex.operations.sitting import Sitting
from tests.library import Library, face_in, name_both


def test_the_most_similar_person_comes_first(sitting: Sitting, scanned: Library) -> None:
    name_both(scanned)
    found = LikelyPersons(sitting).of([face_in(scanned, "2003/e.jpg")], 5)
    assert [person.name for person in found] == ["Tom"]


def test_a_face_that_is_like_nobody_has_no_likely_names(sitting: Sitting, scanned: Library) -> None:
    name_both(scanned)
    assert LikelyPersons(sitting).of([face_in(scanned, "2003/f.jpg")], 5) == ()


def test_nobody_is_likely_before_anybody_has_a_name(sitting: Sitting, scanned: Library) -> None:
    assert LikelyPersons(sitting).of([face_in(scanned, "2003/e.jpg")], 5) == ()


def test_names_follow_the_latest_answers(sitting: Sitting, scanned: Library) -> None:
    likely, green, red = LikelyPersons(sitting), face_in(scanned, "2003/e.jpg"), face_in(scanned, "2001/a.jpg")

    def names(face: int) -> list[str]:
        return [person.name for person in likely.of([face], 5)]

    assert names(red) == []
    answer(sitting.index, [Part("name", (red,), "Grandma")])
    assert (names(red), names(green)) == (["Grandma"], [])
    answer(sitting.index, [Part("name", (green,), "Tom")])
    assert (names(red), names(green)) == (["Grandma"], ["Tom"])
    undo_answer(sitting.index)
    undo_answer(sitting.index)
    assert names(red) == []


def test_unknown_faces_resemble_nobody(sitting: Sitting, scanned: Library) -> None:
    name_both(scanned)
    assert LikelyPersons(sitting).of([999], 5) == ()
