"""Names are completed while the user types, and the effect of a name is shown."""

from tests.library import Library, face_in, name_both
from tests.pages import Visitor


def names(visitor: Visitor, typed: str) -> list[str]:
    return [row["name"] for row in visitor.json(f"/api/names?q={typed}")["names"]]


def test_the_start_of_any_word_completes_without_case_and_accents(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned, red_name="Émile Zola", green_name="Tom")
    for typed in ("emi", "ZO", "z e", "Émile"):
        assert names(visitor, typed) == ["Émile Zola"]
    assert names(visitor, "mile") == []


def test_the_whole_name_comes_first(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned, red_name="Robin", green_name="Rob")
    assert names(visitor, "rob") == ["Rob", "Robin"]


def test_nothing_typed_completes_nothing(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    assert names(visitor, "") == names(visitor, "%20") == []


def test_completion_says_in_how_many_photos_somebody_is(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    assert visitor.json("/api/names?q=gr")["names"] == [{"person_id": 1, "name": "Grandma", "photos": 4, "faces": 4}]


def test_a_name_that_exists_is_reported_before_faces_join_it(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    blue = face_in(scanned, "2003/f.jpg")
    found = visitor.json(f"/api/preview?faces={blue}&name=grandma")
    assert found == {"joins": True, "name": "Grandma", "photos": 4, "warnings": []}


def test_a_new_name_is_reported(visitor: Visitor, scanned: Library) -> None:
    found = visitor.json(f"/api/preview?cluster={scanned.cluster_with(4)}&name=Ann")
    assert (found["name"], found["joins"]) == ("Ann", False)


def test_two_faces_in_one_photo_are_warned_about(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    tom = face_in(scanned, "2001/b.jpg", 1)
    found = visitor.json(f"/api/preview?faces={tom}&name=Grandma")
    assert found["warnings"] == ["Grandma would be twice in 1 photo."]


def test_an_invalid_name_is_reported_while_it_is_typed(visitor: Visitor, scanned: Library) -> None:
    answer = visitor.json(f"/api/preview?cluster={scanned.cluster_with(4)}&name=12", status=400)
    assert "looks like an id" in answer["error"]


def test_invalid_ids_are_refused(visitor: Visitor) -> None:
    for ids in ("x", "-1", "0", str(2**63)):
        assert visitor.json(f"/api/preview?faces={ids}&name=Ann", status=400)["kind"] == "usage"
