"""Faces as pixels, from their thumbnails."""

from photoindex.operations.face_pictures import face_pictures
from photoindex.operations.thumbnails import Thumbnails, remove_thumbnails
from tests.library import Library, face_in


def test_a_picture_shows_the_face_even_if_its_photo_is_gone(scanned: Library) -> None:
    red = face_in(scanned, "2001/a.jpg")
    assert list(face_pictures(Thumbnails(scanned.index), [red], 40)) == [red]
    (scanned.folder / "2001/a.jpg").unlink()
    for side in (40, 300):
        picture = face_pictures(Thumbnails(scanned.index), [red], side)[red]
        assert picture.shape == (side, side, 3)
        assert picture[side // 2, side // 2, 0] > 200


def test_a_face_without_a_thumbnail_and_without_a_photo_is_left_out(scanned: Library) -> None:
    remove_thumbnails(scanned.index)
    red, green = face_in(scanned, "2001/a.jpg"), face_in(scanned, "2003/e.jpg")
    (scanned.folder / "2003/e.jpg").unlink()
    thumbnails = Thumbnails(scanned.index)
    assert list(face_pictures(thumbnails, [red, green, 999], 40)) == [red]
    assert face_pictures(thumbnails, [], 40) == {}
