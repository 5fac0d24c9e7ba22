"""References to faces are read as decisions store them, best first."""

from photoindex.domain.geometry import Box
from photoindex.domain.people import BY_HAND, FaceRef
from photoindex.store.opening.index import Index
from photoindex.store.tables import faces
from photoindex.store.tables.drawn_faces import add_hand_faces
from photoindex.store.tables.face_refs import refs_in_cluster, refs_with_ids
from tests.store.conftest import LEFT


def test_a_reference_holds_the_photo_the_box_and_the_finder(filled: Index) -> None:
    with filled.reading() as connection:
        assert refs_with_ids(connection, [2], "f1") == {2: FaceRef("b", LEFT, "f1")}
        assert refs_with_ids(connection, [], "f1") == {}


def test_boxes_are_rounded_to_five_decimals(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE face SET x = 0.123456789 WHERE face_id = 2")
        assert refs_with_ids(connection, [2], "f1")[2].box == Box(0.12346, LEFT.y, LEFT.width, LEFT.height)


def test_a_drawn_face_is_found_by_hand(filled: Index) -> None:
    drawn = FaceRef("c", Box(0.05, 0.05, 0.1, 0.1), BY_HAND)
    with filled.writing() as connection:
        (face_id,) = add_hand_faces(connection, [drawn], "f1").values()
        assert refs_with_ids(connection, [face_id], "f1") == {face_id: drawn}


def test_a_cluster_has_the_references_of_its_faces_in_the_same_order(filled: Index) -> None:
    with filled.reading() as connection:
        rows = faces.faces_in_cluster(connection, 1)
        assert len(rows) == 3
        assert list(refs_in_cluster(connection, 1).items()) == [(row.face_id, row.ref) for row in rows]
        assert refs_in_cluster(connection, 9) == {}


def test_a_detection_that_is_not_a_face_has_no_reference_in_its_cluster(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("DELETE FROM assignment WHERE face_id = 2")
        connection.execute("INSERT INTO assignment VALUES (2, NULL, 'not-a-face', 1.0)")
        assert sorted(refs_in_cluster(connection, 1)) == [1, 4]


def test_a_face_of_a_forgotten_photo_has_no_reference(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("DELETE FROM file WHERE photo_id = 2")
        assert refs_with_ids(connection, [2], "f1") == {}
        assert 2 not in refs_in_cluster(connection, 1)


def test_thousands_of_faces_are_read_in_one_statement(filled: Index) -> None:
    with filled.reading() as connection:
        assert sorted(refs_with_ids(connection, [1, 2, *range(100, 6000)], "f1")) == [1, 2]
