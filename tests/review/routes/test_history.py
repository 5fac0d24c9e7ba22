"""The page of all decisions."""

from starlette.testclient import TestClient

from photoindex.operations.label import label
from photoindex.operations.undo import undo
from tests.library import Library, face_in, green, red
from tests.pages import Visitor
from tests.review.conftest import Send
from tests.written_names import imported


def test_decisions_are_described_in_words_with_faces_and_undo(scanned: Library, browser: TestClient) -> None:
    seq = label(scanned.index, red(scanned), "Grandma").seq
    text = browser.get("/history").text
    assert "<p>Named 4 faces Grandma</p>" in text
    assert f"/crops/{face_in(scanned, '2001/a.jpg')}/small.webp" in text
    assert f'data-undo="{seq}"' in text


def test_an_undone_decision_can_be_brought_back(scanned: Library, browser: TestClient, send: Send) -> None:
    label(scanned.index, red(scanned), "Grandma")
    took_back = undo(scanned.index).undo.seq
    text = browser.get("/history").text
    assert "Undid: Named 4 faces Grandma" in text
    assert f'data-undo="{took_back}" aria-label="Redo: Named 4 faces Grandma"' in text
    send("/api/undo", seq=took_back)
    assert "Undo: Named 4 faces Grandma" in browser.get("/history").text


def test_hostile_names_are_shown_as_text(scanned: Library, browser: TestClient) -> None:
    label(scanned.index, green(scanned), "<script>alert(1)</script>")
    assert "<script>alert" not in browser.get("/history").text


def test_before_the_first_decision_the_page_says_what_it_is_for(browser: TestClient) -> None:
    assert "Nothing has been decided yet." in browser.get("/history").text
    assert browser.get("/history?page=3").status_code == 200


def test_an_import_is_one_row_that_leads_to_its_decisions(scanned: Library, visitor: Visitor) -> None:
    report = imported(scanned, ("2001/a.jpg", 0, "Ann"), ("2003/e.jpg", 0, "Bob"))
    text = visitor.text("/history")
    assert "Imported 2 faces of 2 people from a table" in text
    assert "Named a face Ann" not in text
    assert f'href="/history?import={report.head}"' in text
    listed = visitor.text(f"/history?import={report.head}")
    assert "Named a face Ann" in listed
    assert "Named a face Bob" in listed
    visitor.post("/api/undo", seq=report.head)
    assert "Undid: Imported 2 faces of 2 people from a table" in visitor.text("/history")
    assert listed.count('data-undo="') == 2


def test_a_number_that_is_no_import_shows_the_whole_history(visitor: Visitor) -> None:
    for number in ("1", "x", "9" * 30):
        assert "<h1>History</h1>" in visitor.text(f"/history?import={number}")
