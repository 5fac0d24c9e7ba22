"""Faces cut out of their photos."""

from photoindex.operations.face_pictures import face_pictures
from tests.library import Library, face_in


def test_a_picture_shows_the_face_and_a_face_without_a_photo_is_left_out(scanned: Library) -> None:
    red, green = face_in(scanned, "2001/a.jpg"), face_in(scanned, "2003/e.jpg")
    (scanned.folder / "2003/e.jpg").unlink()
    pictures = face_pictures(scanned.index, [red, green, 999], 40)
    assert list(pictures) == [red]
    assert pictures[red].shape == (40, 40, 3)
    assert pictures[red][20, 20, 0] > 200
    assert face_pictures(scanned.index, [], 40) == {}
