"""Answers that say who faces are."""

from photoindex.domain.targets import Target
from photoindex.operations.show import show_group
from tests.library import Library, confirmed_by_name, face_in, faces_by_name, green, name_both
from tests.pages import Visitor

HOSTILE = "<img src=x onerror=alert(1)>"


def cluster_of(library: Library, faces: int) -> int:
    return library.cluster_with(faces)


def test_a_cluster_gets_a_name(visitor: Visitor, scanned: Library) -> None:
    answer = visitor.post("/api/name", cluster=cluster_of(scanned, 4), name="Grandma")
    assert answer["said"] == "4 faces named Grandma."
    assert answer["answer"] == {"first": 1, "last": 1}
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_the_name_is_taken_as_it_was_typed(visitor: Visitor, scanned: Library) -> None:
    visitor.post("/api/name", cluster=cluster_of(scanned, 4), name="Robin")
    visitor.post("/api/name", cluster=cluster_of(scanned, 3), name="Rob")
    assert faces_by_name(scanned.index) == {"Robin": 4, "Rob": 3}


def test_faces_that_join_a_person_are_counted_in_photos(visitor: Visitor, scanned: Library) -> None:
    blue = face_in(scanned, "2003/f.jpg")
    visitor.post("/api/name", cluster=cluster_of(scanned, 4), name="Grandma")
    answer = visitor.post("/api/name", faces=[blue], name="grandma")
    assert answer["said"] == "1 face added to Grandma, now in 5 photos."
    assert answer["name"] == "Grandma"


def test_faces_that_somebody_unticked_are_not_that_person(visitor: Visitor, scanned: Library) -> None:
    cluster = cluster_of(scanned, 4)
    out = show_group(scanned.index, Target("cluster", ids=(cluster,))).faces[0].face_id
    answer = visitor.post("/api/name", cluster=cluster, not_faces=[out], name="Grandma")
    assert answer["said"] == "3 faces named Grandma. 1 face marked as somebody else."
    assert confirmed_by_name(scanned) == {"Grandma": (3, 3)}


def test_faces_that_were_never_ticked_are_left_open(visitor: Visitor, scanned: Library) -> None:
    cluster = cluster_of(scanned, 4)
    out = show_group(scanned.index, Target("cluster", ids=(cluster,))).faces[0].face_id
    answer = visitor.post("/api/name", cluster=cluster, left=[out], name="Grandma")
    # The machine finds the face similar, and nobody said that it is somebody else.
    assert answer["said"] == "3 faces named Grandma. 1 more face followed."
    assert confirmed_by_name(scanned) == {"Grandma": (4, 3)}


def test_faces_that_do_not_look_like_the_person_are_asked_about_first(visitor: Visitor, scanned: Library) -> None:
    visitor.post("/api/name", cluster=cluster_of(scanned, 4), name="Grandma")
    other = cluster_of(scanned, 3)
    asked = visitor.post("/api/name", status=409, cluster=other, name="Grandma")
    assert asked["kind"] == "ask"
    assert asked["ask"] == "3 faces do not look like Grandma. Is it Grandma anyway?"
    assert faces_by_name(scanned.index) == {"Grandma": 4}
    visitor.post("/api/name", asked["yes"])
    assert confirmed_by_name(scanned)["Grandma"][1] == 7


def test_a_part_of_a_cluster_is_asked_about_too(visitor: Visitor, scanned: Library) -> None:
    visitor.post("/api/name", cluster=cluster_of(scanned, 4), name="Grandma")
    cluster = cluster_of(scanned, 3)
    out = show_group(scanned.index, Target("cluster", ids=(cluster,))).faces[0].face_id
    assert visitor.post("/api/name", status=409, cluster=cluster, left=[out], name="Grandma")["kind"] == "ask"


def test_a_name_with_markup_is_an_ordinary_name(visitor: Visitor, scanned: Library) -> None:
    answer = visitor.post("/api/name", cluster=cluster_of(scanned, 4), name=HOSTILE)
    assert answer["name"] == HOSTILE
    for page in ("/", "/next", "/people"):
        assert HOSTILE not in visitor.text(page)


def test_an_answer_without_faces_is_refused(visitor: Visitor, scanned: Library) -> None:
    cluster = cluster_of(scanned, 3)
    faces = [row.face_id for row in show_group(scanned.index, green(scanned)).faces]
    answer = visitor.post("/api/name", status=400, cluster=cluster, not_faces=faces, name="Tom")
    assert answer["error"] == "No face is chosen."


def test_a_face_is_marked_as_not_that_person(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    (grandma, _) = visitor.review.library.persons()
    out = show_group(scanned.index, Target("person", name="Grandma")).faces[0].face_id
    answer = visitor.post("/api/reject", faces=[out], person_id=grandma.id)
    assert answer["said"] == "1 face marked as not Grandma."
    assert faces_by_name(scanned.index)["Grandma"] == 3


def test_a_person_that_no_longer_exists_is_reported(visitor: Visitor, scanned: Library) -> None:
    answer = visitor.post("/api/reject", status=404, cluster=cluster_of(scanned, 4), person_id=99)
    assert (answer["kind"], answer["error"]) == ("not-found", "This person no longer exists.")


def test_faces_keep_their_name_whatever_they_look_like(visitor: Visitor, scanned: Library) -> None:
    name_both(scanned)
    faces = [row.face_id for row in show_group(scanned.index, Target("person", name="Grandma")).faces]
    answer = visitor.post("/api/keep", faces=faces[:1], person_id=1)
    assert answer["said"] == "1 face confirmed as Grandma."


def test_an_answer_about_faces_that_somebody_has_named_since_is_refused(visitor: Visitor, scanned: Library) -> None:
    cluster = cluster_of(scanned, 4)
    other_tab = Visitor(scanned)
    shown = visitor.seen_on(f"/cluster/{cluster}")
    other_tab.post("/api/name", cluster=cluster, name="Grandma", seen=other_tab.seen_on(f"/cluster/{cluster}"))
    answer = visitor.post("/api/name", status=409, cluster=cluster, name="Tom", seen=shown)
    assert answer["kind"] == "overtaken"
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_every_answer_carries_what_it_answers(visitor: Visitor, scanned: Library) -> None:
    cluster = cluster_of(scanned, 4)
    shown = visitor.seen_on(f"/cluster/{cluster}")
    Visitor(scanned).post("/api/name", cluster=cluster, name="Grandma")
    face = show_group(scanned.index, Target("cluster", ids=(cluster,))).faces[0].face_id
    for path, values in {
        "/api/ignore": {"cluster": cluster},
        "/api/reject": {"cluster": cluster, "person_id": 1},
        "/api/keep": {"faces": [face], "person_id": 1},
        "/api/split": {"cluster": cluster, "faces": [face]},
        "/api/different": {"clusters": [cluster, cluster_of(scanned, 3)]},
    }.items():
        assert visitor.post(path, {**values, "seen": shown}, status=409)["kind"] == "overtaken"


def test_an_answer_from_a_page_of_an_earlier_server_is_refused(visitor: Visitor, scanned: Library) -> None:
    answer = visitor.post("/api/name", status=409, cluster=cluster_of(scanned, 4), name="Tom", seen="0" * 16)
    assert (answer["kind"], answer["hint"]) == ("overtaken", "Reload the page.")
