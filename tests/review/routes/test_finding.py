"""Finding photos and exporting them."""

import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from photoindex.domain.photo_texts import PhotoTexts
from photoindex.store.tables.photo_texts import put_texts
from tests.library import Library, name_both
from tests.review.conftest import Send


def test_photos_of_all_these_people_are_shown_by_date(scanned: Library, browser: TestClient) -> None:
    name_both(scanned)
    text = browser.get("/find", params={"q": "grandma tom"}).text
    assert "2 photos with Grandma and Tom" in text
    assert text.index("1 February 2001") < text.index("1 January 2002")


def test_dates_alone_find_every_photo_of_that_time(scanned: Library, browser: TestClient) -> None:
    assert "3 photos, 2001 to 2002" in browser.get("/find", params={"q": "2001 to 2002"}).text


def test_a_query_is_understood_as_in_the_command(scanned: Library, browser: TestClient) -> None:
    name_both(scanned)
    assert "<h2>1 photo</h2>" in browser.get("/find", params={"q": "(Grandma | Tom) count:2 year:2002"}).text
    assert "No photo is like that." in browser.get("/find", params={"q": "only: Grandma count:2"}).text


def test_photos_without_a_date_and_unknown_dates_of_birth_are_mentioned(scanned: Library, browser: TestClient) -> None:
    name_both(scanned)
    text = browser.get("/find", params={"q": "Grandma year:2001"}).text
    assert '1 photo without a date is left out. <a href="/find?q=Grandma%20undated">' in text
    assert "Nobody has a date of birth." in browser.get("/find", params={"q": "age:3"}).text
    assert "The date of birth of Tom is not known." in browser.get("/find", params={"q": "Tom age:3"}).text


def test_an_empty_line_lists_all_terms(scanned: Library, browser: TestClient) -> None:
    name_both(scanned)
    assert "Tom age:..6" in browser.get("/find").text


def test_an_error_points_at_the_part_that_is_wrong(scanned: Library, browser: TestClient) -> None:
    name_both(scanned)
    answer = browser.get("/find", params={"q": "Grandma Bob <b>"})
    assert answer.status_code == 400
    assert "Grandma <mark>Bob &lt;b&gt;</mark>" in answer.text or "Grandma <mark>Bob</mark>" in answer.text
    assert "Nobody is called" in answer.text


def test_if_no_photo_shows_everybody_the_page_says_what_to_try(scanned: Library, browser: TestClient) -> None:
    name_both(scanned)
    text = browser.get("/find", params={"q": "Grandma Tom 2003"}).text
    assert "No photo shows all of them at that time." in text
    assert "Try fewer names" in text


def test_if_nothing_is_found_a_term_that_matches_one_value_is_explained(scanned: Library, browser: TestClient) -> None:
    name_both(scanned)
    text = browser.get("/find", params={"q": "Tom folder:nowhere"}).text
    assert "<code>folder:nowhere</code> matches exactly this. To find more: <code>folder:*nowhere*</code>" in text


def test_before_anybody_has_a_name_an_empty_line_says_what_to_do(browser: TestClient) -> None:
    assert "Nobody has a name yet." in browser.get("/find").text


def test_an_empty_line_offers_people(scanned: Library, browser: TestClient) -> None:
    name_both(scanned)
    assert 'href="/find?q=Grandma"' in browser.get("/find").text


def finished(browser: TestClient, number: int) -> dict[str, object]:
    """The last word about an export, which runs in the background."""
    while True:
        progress: dict[str, object] = browser.get(f"/api/export/{number}").json()
        if not progress["running"]:
            return progress
        time.sleep(0.01)


def test_what_was_found_is_exported_to_a_typed_folder(
    scanned: Library, browser: TestClient, send: Send, tmp_path: Path
) -> None:
    name_both(scanned)
    folder = tmp_path / "slides"
    answer = send("/api/export", q="Grandma Tom", folder=str(folder))
    assert answer["said"] == f"Copying 2 photos to {folder}."
    assert finished(browser, answer["export"])["said"] == f"2 photos added. Open index.html in {folder}."
    assert (folder / "index.html").is_file()


def test_an_export_that_fails_says_why(scanned: Library, browser: TestClient, send: Send) -> None:
    name_both(scanned)
    answer = send("/api/export", q="Grandma", folder=str(scanned.folder))
    progress = finished(browser, answer["export"])
    assert progress["failed"]
    assert "holds photos of the index" in str(progress["said"])


def test_a_folder_that_is_missing_or_relative_is_refused(scanned: Library, send: Send) -> None:
    name_both(scanned)
    assert send("/api/export", 400, q="Grandma", folder=" ")["error"] == "the folder is missing"
    assert "is not a full path" in send("/api/export", 400, q="Grandma", folder="slides")["error"]


@pytest.mark.parametrize("folder", ["~nobody.here/slides", "/slides\0", "~\0"])
def test_a_folder_that_no_disk_can_hold_is_refused(scanned: Library, send: Send, folder: str) -> None:
    name_both(scanned)
    assert send("/api/export", 400, q="Grandma", folder=folder)["kind"] == "usage"


def test_a_name_of_a_folder_that_is_too_long_ends_the_export(
    scanned: Library, browser: TestClient, send: Send, tmp_path: Path
) -> None:
    name_both(scanned)
    answer = send("/api/export", q="Grandma", folder=str(tmp_path / ("a" * 3000)))
    assert finished(browser, answer["export"])["failed"]


def test_an_unknown_export_is_not_found(browser: TestClient) -> None:
    assert browser.get("/api/export/7").status_code == 404


def test_texts_are_found_and_shown_on_the_page_of_a_photo(scanned: Library, browser: TestClient) -> None:
    with scanned.index.writing() as connection:
        put_texts(connection, {1: PhotoTexts("", "A <b>birthday</b>", ("one",))})
    assert "<h2>1 photo</h2>" in browser.get("/find", params={"q": "text:BIRTHDAY"}).text
    page = browser.get("/photo/1").text
    assert "A &lt;b&gt;birthday&lt;/b&gt;" in page
    assert "/find?q=like%3A" in page


def test_a_photo_outside_the_index_is_never_opened_for_the_page(
    scanned: Library, browser: TestClient, tmp_path: Path
) -> None:
    outside = scanned.draw("../outside.jpg", "red")
    answer = browser.get("/find", params={"q": f'like:"{outside}"'})
    assert answer.status_code == 400
    assert "The index does not hold" in answer.text
    assert "4 photos" in browser.get("/find", params={"q": f'like:"{scanned.folder / "2001/a.jpg"}"'}).text


def test_a_place_that_is_not_known_is_explained(scanned: Library, browser: TestClient) -> None:
    answer = browser.get("/find", params={"q": "place:Lisbon"})
    assert answer.status_code == 400
    assert "No photo says where it was taken" in answer.text
