"""The page of people."""

from starlette.testclient import TestClient

from photoindex.operations.label import ignore, label
from tests.library import Library, green, red

HOSTILE = "<img src=x onerror=alert(1)>"


def test_people_have_names_counts_and_years_and_groups_are_below(scanned: Library, browser: TestClient) -> None:
    who = label(scanned.index, red(scanned), "Grandma").person.person_id
    text = browser.get("/people").text
    assert f'href="/person/{who}"' in text
    assert "4 photos, 2001 to 2002" in text
    assert text.index("Grandma") < text.index("1 group of faces") < text.index("3 faces, 2001 to 2003")


def test_single_faces_and_strangers_are_reachable(scanned: Library, browser: TestClient) -> None:
    ignore(scanned.index, green(scanned))
    text = browser.get("/people").text
    assert '<a href="/queues/single">1 single face</a>' in text
    assert '<a href="/queues/strangers">3 ignored faces</a>' in text


def test_before_anybody_has_a_name_the_page_says_what_to_do(browser: TestClient) -> None:
    assert "Nobody has a name yet." in browser.get("/people").text


def test_a_hostile_name_is_shown_as_text(scanned: Library, browser: TestClient) -> None:
    label(scanned.index, red(scanned), HOSTILE)
    text = browser.get("/people").text
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text


def test_a_page_that_does_not_exist_says_so(browser: TestClient) -> None:
    assert "There are no more groups." in browser.get("/people?page=9").text
    assert browser.get("/people?page=x").status_code == 200
