"""The photo of a face, shown while a question is open."""

from tests.library import Library, face_in, name_both
from tests.pages import Visitor


def test_the_photo_is_shown_with_all_boxes_and_the_other_people(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    text = visitor.text(f"/peek/{face_in(scanned, '2001/b.jpg')}")
    assert text.count("<rect") == 2
    assert text.count('class="here"') == 1
    assert "1 February 2001, 10:00, in 2001, with Tom" in text


def test_a_face_that_does_not_exist_is_reported(visitor: Visitor) -> None:
    assert "There is no face 999." in visitor.text("/peek/999", status=404)
