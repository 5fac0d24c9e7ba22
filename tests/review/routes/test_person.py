"""The page of a person."""

import pytest
from starlette.testclient import TestClient

from photoindex.operations.label import label
from photoindex.operations.person import set_lifespan
from tests.library import Library, face, green, red


@pytest.fixture
def grandma(scanned: Library) -> str:
    """The address of Grandma's page."""
    return f"/person/{label(scanned.index, red(scanned), 'Grandma').person.person_id}"


def test_faces_are_shown_by_year_with_what_is_known(scanned: Library, browser: TestClient, grandma: str) -> None:
    set_lifespan(scanned.index, "Grandma", "1931-05", None)
    text = browser.get(grandma).text
    assert "4 faces in 4 photos, 2001 to 2002. All confirmed by you." in text
    assert "Born May 1931." in text
    assert text.index("<h2>2001</h2>") < text.index("<h2>2002</h2>") < text.index("<h2>Without a date</h2>")


def test_one_year_can_be_chosen(browser: TestClient, grandma: str) -> None:
    text = browser.get(f"{grandma}?year=2001").text
    assert "<h2>2001</h2>" in text
    assert "<h2>2002</h2>" not in text


def test_the_audit_and_the_doubts_begin_with_the_face_that_does_not_fit(
    scanned: Library, browser: TestClient, grandma: str
) -> None:
    odd = face(scanned, "2003/f.jpg")
    label(scanned.index, odd, "Grandma")
    first = f'data-face="{odd.ids[0]}"'
    audit = browser.get(f"{grandma}?view=audit").text
    assert audit.index(first) == audit.index("data-face=")
    assert audit.count(">fits badly</span>") == audit.count('class="tile doubtful"') == 1
    assert "Named Grandma, but doubtful" in browser.get(f"{grandma}?view=doubts").text


def test_look_alikes_say_what_a_merge_does(scanned: Library, browser: TestClient, grandma: str) -> None:
    label(scanned.index, green(scanned), "Tom")
    label(scanned.index, face(scanned, "2002/d.jpg"), "Gran")
    text = browser.get(f"{grandma}?view=alike").text
    assert "1 face will join Grandma." in text
    assert "Tom" not in text


def test_nothing_in_doubt_points_to_the_audit(browser: TestClient, grandma: str) -> None:
    assert "Nothing about Grandma is in doubt." in browser.get(f"{grandma}?view=doubts").text


def test_a_person_who_does_not_exist_is_not_found(browser: TestClient) -> None:
    answer = browser.get("/person/4711")
    assert answer.status_code == 404
    assert "no longer exists" in answer.text
    assert browser.get(f"/person/{2**70}").status_code == 404
