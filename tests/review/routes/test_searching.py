"""Saving searches on the page."""

from starlette.testclient import TestClient

from tests.library import Library, name_both
from tests.review.conftest import Send


def test_a_search_is_saved_shown_and_deleted(scanned: Library, browser: TestClient, send: Send) -> None:
    name_both(scanned)
    assert send("/api/searches", name="kids", q="grandma | tom")["said"] == "Saved @kids."
    page = browser.get("/find").text
    assert 'href="/find?q=%40kids"' in page and 'title="Grandma | Tom"' in page
    assert "<h2>5 photos</h2>" in browser.get("/find", params={"q": "@kids"}).text
    assert send("/api/searches/delete", name="kids")["said"] == "Deleted @kids."
    assert "data-delete" not in browser.get("/find").text


def test_a_saved_search_can_be_undone_like_any_answer(scanned: Library, browser: TestClient, send: Send) -> None:
    name_both(scanned)
    answer = send("/api/searches", name="kids", q="Tom")["answer"]
    assert answer["first"] == answer["last"]
    send("/api/undo", seq=answer["first"])
    assert "data-delete" not in browser.get("/find").text


def test_another_search_of_the_name_is_replaced_after_asking(scanned: Library, browser: TestClient, send: Send) -> None:
    name_both(scanned)
    send("/api/searches", name="kids", q="Tom")
    asked = send("/api/searches", 409, name="kids", q="Grandma")
    assert asked["ask"] == "@kids is saved already: Tom. Replace it?"
    assert 'title="Tom"' in browser.get("/find").text
    assert send("/api/searches", name="kids", q="Grandma", yes=True)["said"] == "Replaced @kids."
    assert 'title="Grandma"' in browser.get("/find").text


def test_mistakes_are_refused(scanned: Library, send: Send) -> None:
    name_both(scanned)
    assert send("/api/searches", 400, name="", q="Tom")["kind"] == "usage"
    assert send("/api/searches", 400, name="kids", q="")["kind"] == "usage"
    assert "contains itself" in send("/api/searches", 400, name="kids", q="@kids")["error"]
    assert send("/api/searches/delete", 404, name="kids")["hint"] is not None


def test_names_of_searches_are_escaped_and_completed(scanned: Library, browser: TestClient, send: Send) -> None:
    name_both(scanned)
    send("/api/searches", name='<b> "x"', q="Tom")
    page = browser.get("/find").text
    assert "<b>" not in page
    found = browser.get("/api/names", params={"q": "@<", "searches": "1"}).json()["names"]
    assert found == [{"name": '@"<b> \\"x\\""', "written": '@"<b> \\"x\\""'}]
    assert browser.get("/find", params={"q": found[0]["written"]}).status_code == 200
    assert browser.get("/api/names", params={"q": "@<"}).json()["names"] == []
