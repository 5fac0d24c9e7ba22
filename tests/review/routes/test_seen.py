"""A page learns what it shows after each of its own answers, and an answer to other faces is refused."""

import re

from photoindex.operations.label import label
from tests.library import Library, face_in, red
from tests.pages import Visitor


def seen_on(visitor: Visitor, path: str) -> str:
    found = re.search(r'data-seen="(\w+)"', visitor.text(path))
    assert found is not None
    return found[1]


def test_a_page_can_answer_again_after_its_own_answer(scanned: Library, visitor: Visitor) -> None:
    one, other = face_in(scanned, "2003/f.jpg"), face_in(scanned, "2003/e.jpg")
    page = seen_on(visitor, "/queues/unnamed")
    visitor.post("/api/name", faces=[one], name="Tom", seen=page)
    assert visitor.post("/api/name", faces=[other], name="Ann", seen=page, status=409)["kind"] == "overtaken"
    fresh = visitor.post("/api/seen", faces=[one, other])["seen"]
    assert visitor.post("/api/name", faces=[other], name="Ann", seen=fresh)["said"].startswith("1 face named Ann.")


def test_an_answer_from_a_stale_tab_is_refused(scanned: Library, visitor: Visitor) -> None:
    who = label(scanned.index, red(scanned), "Grandma").person.person_id
    stale = seen_on(visitor, f"/person/{who}")
    face = face_in(scanned, "2002/d.jpg")
    visitor.post("/api/name", faces=[face], name="Tom")
    answer = visitor.post("/api/reject", faces=[face], person_id=who, seen=stale, status=409)
    assert answer["kind"] == "overtaken"
