"""The page of all decisions."""

from starlette.testclient import TestClient

from photoindex.operations.label import label
from photoindex.operations.undo import undo
from tests.library import Library, face_in, green, red
from tests.review.conftest import Send


def test_decisions_are_told_in_words_with_faces_and_undo(scanned: Library, browser: TestClient) -> None:
    seq = label(scanned.index, red(scanned), "Grandma").seq
    text = browser.get("/history").text
    assert "<p>Named 4 faces Grandma</p>" in text
    assert f"/crops/{face_in(scanned, '2001/a.jpg')}/small.webp" in text
    assert f'data-undo="{seq}"' in text


def test_an_undone_decision_can_be_brought_back(scanned: Library, browser: TestClient, send: Send) -> None:
    label(scanned.index, red(scanned), "Grandma")
    took_back = undo(scanned.index).undo.seq
    text = browser.get("/history").text
    assert "Took back: Named 4 faces Grandma" in text
    assert f'data-undo="{took_back}" aria-label="Redo: Named 4 faces Grandma"' in text
    send("/api/undo", seq=took_back)
    assert "Undo: Named 4 faces Grandma" in browser.get("/history").text


def test_hostile_names_are_told_as_text(scanned: Library, browser: TestClient) -> None:
    label(scanned.index, green(scanned), "<script>alert(1)</script>")
    assert "<script>alert" not in browser.get("/history").text


def test_before_the_first_decision_the_page_says_what_it_is_for(browser: TestClient) -> None:
    assert "Nothing has been decided yet." in browser.get("/history").text
    assert browser.get("/history?page=3").status_code == 200
