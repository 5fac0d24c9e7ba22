"""The queues, and how long each is."""

import pytest
from starlette.testclient import TestClient

from photoindex.operations.label import label
from photoindex.review.wording.queues import KINDS
from tests.library import Library, face, face_in, red


@pytest.fixture
def odd(scanned: Library) -> Library:
    """Grandma is twice in one photo."""
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, face(scanned, "2001/b.jpg", 1), "Grandma")
    return scanned


def test_every_queue_is_listed_and_has_a_page(browser: TestClient) -> None:
    text = browser.get("/queues").text
    for kind, about in KINDS.items():
        assert f'href="/queues/{kind}"' in text
        assert about.title in browser.get(f"/queues/{kind}").text


@pytest.mark.parametrize(
    ("kind", "said"),
    [("unnamed", "2 faces"), ("single", "1 face"), ("twice", "1 photo"), ("poor", "none"), ("strangers", "none")],
)
def test_each_queue_says_how_long_it_is(odd: Library, browser: TestClient, kind: str, said: str) -> None:
    assert browser.get(f"/api/queues/{kind}").json()["said"] == said


def test_who_is_twice_in_a_photo_is_asked_with_all_answers(odd: Library, browser: TestClient) -> None:
    text = browser.get("/queues/twice").text
    for place in (0, 1):
        assert f"/crops/{face_in(odd, '2001/b.jpg', place)}/large.webp" in text
    assert "/api/twice" in text
    assert "/api/reject" in text


def test_a_folder_shows_only_its_faces(scanned: Library, browser: TestClient) -> None:
    assert str(scanned.folder / "2003") in browser.get("/queues/folder").text
    text = browser.get("/queues/folder", params={"path": str(scanned.folder / "2003")}).text
    assert "2 faces in 2 photos" in text


def test_a_search_shows_the_faces_without_a_name_in_its_photos(odd: Library, browser: TestClient) -> None:
    assert "1 face in 1 photo" in browser.get("/queues/search", params={"q": "Grandma 2002"}).text
    answer = browser.get("/queues/search", params={"q": "Bob"})
    assert answer.status_code == 400
    assert "<mark>Bob</mark>" in answer.text


def test_an_unknown_queue_is_not_found(browser: TestClient) -> None:
    for address in ("/queues/nothing", "/api/queues/nothing", "/api/queues/folder"):
        assert browser.get(address).status_code == 404
