"""The page of a photo, and drawing on it."""

import pytest
from starlette.testclient import TestClient

from photoindex.operations.label import label
from photoindex.operations.queues import twice_in_photos
from photoindex.operations.show import show_photo
from tests.library import Library, face, face_in, names_in_photo, red
from tests.pages import Visitor
from tests.review.conftest import Send


def photo(library: Library, name: str) -> int:
    shown = show_photo(library.index, library.folder / name).photo
    assert shown is not None
    return shown.photo_id


def test_boxes_names_facts_files_and_neighbours_are_shown(scanned: Library, browser: TestClient) -> None:
    label(scanned.index, red(scanned), "Grandma")
    text = browser.get(f"/photo/{photo(scanned, '2001/b.jpg')}").text
    assert "<h1>1 February 2001, 10:00</h1>" in text
    assert 'aria-label="Face 1: Grandma"' in text
    assert 'aria-label="Face 2: Who?"' in text
    assert "200 x 100 pixels, JPEG" in text
    assert str(scanned.folder / "2001/b.jpg") in text
    assert f'href="/photo/{photo(scanned, "2001/a.jpg")}"' in text


def test_a_drawn_face_gets_a_name(scanned: Library, send: Send) -> None:
    answer = send("/api/draw", photo_id=photo(scanned, "2003/empty.jpg"), box=[0.2, 0.2, 0.5, 0.5], name="Tom")
    assert answer["said"] == "1 face named Tom."
    assert names_in_photo(scanned, "2003/empty.jpg") == ["Tom"]


def test_a_box_around_a_found_face_names_that_face(scanned: Library, send: Send) -> None:
    send("/api/draw", photo_id=photo(scanned, "2003/f.jpg"), box=[0.0, 0.0, 1.0, 1.0], name="Tom")
    assert names_in_photo(scanned, "2003/f.jpg") == ["Tom"]


@pytest.mark.parametrize(
    "box",
    [None, [0.1, 0.2, 0.3], [0.1, 0.1, 0.1, "x"], [5, 5, 100, 100], [10**400, 0, 1, 1], [0.1, 0.1, 0, 0], "0,0,1,1"],
)
def test_a_box_that_is_none_is_refused(scanned: Library, send: Send, box: object) -> None:
    send("/api/draw", 400, photo_id=photo(scanned, "2003/empty.jpg"), box=box, name="Tom")
    assert names_in_photo(scanned, "2003/empty.jpg") == []


def test_two_faces_of_a_photo_may_be_one_person(scanned: Library, visitor: Visitor) -> None:
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, face(scanned, "2001/b.jpg", 1), "Grandma")
    both = [face_in(scanned, "2001/b.jpg", place) for place in (0, 1)]
    assert visitor.post("/api/twice", faces=both)["said"] == "2 faces of this photo may be one person."
    assert twice_in_photos(visitor.sitting) == ()


def test_a_photo_that_is_not_in_the_index_is_not_found(browser: TestClient) -> None:
    assert browser.get("/photo/4711").status_code == 404
    assert browser.get(f"/photo/{2**70}").status_code == 404
