"""The page asks who is right where another program calls a face otherwise."""

from starlette.testclient import TestClient

from photoindex.operations.label import label
from photoindex.operations.names_import import NamesRequest, import_names
from tests.library import Library, face, face_in, names_in_photo
from tests.pages import Visitor
from tests.written_names import imported, table


def test_the_home_page_leads_to_names_that_disagree_and_the_queue_offers_both_answers(
    scanned: Library, browser: TestClient
) -> None:
    label(scanned.index, face(scanned, "2001/a.jpg"), "Tom")
    imported(scanned, ("2001/a.jpg", 0, "Ann & Bob"))
    home = browser.get("/").text
    assert 'href="/queues/disagreements"' in home
    assert "1 face has another name in other programs" in home
    text = browser.get("/queues/disagreements").text
    for words in ("You named it Tom.", "A table calls it Ann &amp; Bob.", "Keep mine", "It is Ann &amp; Bob"):
        assert words in text
    assert f"/crops/{face_in(scanned, '2001/a.jpg')}/large.webp" in text


def test_the_home_page_has_no_link_to_an_empty_queue(browser: TestClient) -> None:
    assert "/queues/disagreements" not in browser.get("/").text


def test_an_answer_is_stored_and_can_be_undone(scanned: Library, visitor: Visitor) -> None:
    label(scanned.index, face(scanned, "2001/a.jpg"), "Tom")
    imported(scanned, ("2001/a.jpg", 0, "Ann"))
    face_id = face_in(scanned, "2001/a.jpg")
    kept = visitor.post("/api/settle", face=face_id, **{"not": ["Ann"]})
    assert kept["said"] == "1 face marked as not Ann."
    assert "No name from another program disagrees" in visitor.client.get("/queues/disagreements").text
    visitor.post("/api/undo")
    taken = visitor.post("/api/settle", face=face_id, name="Ann")
    assert taken["said"] == "1 face named Ann."
    assert names_in_photo(scanned, "2001/a.jpg") == ["Ann"]


def test_a_place_without_a_face_is_shown_with_its_photo_and_can_be_answered(scanned: Library, visitor: Visitor) -> None:
    tables = [table(scanned, ("2002/c.jpg", 1, name), name=f"{name}.csv") for name in ("Ann & Bob", "Carl")]
    import_names(scanned.index, NamesRequest(tuple(tables), ("csv",)))
    assert "1 face has another name in other programs" in visitor.text("/")
    text = visitor.text("/queues/disagreements")
    for words in ("No face was found here.", "It is Ann &amp; Bob", "It is Carl", "Nobody is there", "Somebody else"):
        assert words in text
    (place,) = visitor.review.library.disagreements.places()
    assert f'<image href="/photos/{place.photo_id}.jpg' in text
    body = {"photo_id": place.photo_id, "box": [place.box.x, place.box.y, place.box.width, place.box.height]}
    assert visitor.post("/api/settle-place", body | {"not": ["Ann & Bob", "Carl"]})["said"] == (
        "1 place marked as not a face."
    )
    assert "No name from another program disagrees" in visitor.text("/queues/disagreements")
    visitor.post("/api/undo")
    assert visitor.post("/api/settle-place", body | {"name": "Carl", "not": ["Ann & Bob"]})["said"] == (
        "1 face named Carl."
    )
    assert visitor.post("/api/settle-place", body | {"name": "Carl"}, status=409)["error"]
    assert "Carl" in names_in_photo(scanned, "2002/c.jpg")
