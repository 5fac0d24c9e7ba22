"""Faces are read with their photo, their person and their cluster, each for one pack."""

from datetime import datetime

import numpy as np
import pytest

from photoindex.domain.people import BY_HAND, FaceRef
from photoindex.store.opening.index import Index
from photoindex.store.tables.drawn_faces import add_hand_faces
from photoindex.store.tables.faces import (
    FaceRow,
    boxes_in_photos,
    detection_scores,
    embeddings_of,
    face_ids_starting,
    face_table_of,
    faces_by_hash,
    faces_in_cluster,
    faces_in_photo,
    faces_of_person,
    faces_with_ids,
    load_face_table,
    own_faces,
)
from tests.store.conftest import FOLDER, LEFT, RIGHT


def ids(found: list[FaceRow]) -> list[int]:
    return [row.face_id for row in found]


def test_a_face_is_read_with_its_photo_its_person_and_its_cluster(filled: Index) -> None:
    with filled.reading() as connection:
        (row,) = faces_with_ids(connection, [2], "f1")
    assert (row.photo_id, row.content_hash, row.box) == (2, "b", LEFT)
    assert (row.person_id, row.status, row.probability, row.cluster_id) == (1, "automatic", 0.9, 1)
    assert row.taken_at == datetime(2002, 1, 1)
    assert row.path == FOLDER / "b (2).jpg"
    assert row.ref == FaceRef("b", LEFT, "f1")


def test_a_missing_file_represents_its_photo_only_if_no_other_file_can(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute(
            "UPDATE file SET missing_since = now() WHERE path IN (?, ?)",
            [str(FOLDER / "b (2).jpg"), str(FOLDER / "a.jpg")],
        )
    with filled.reading() as connection:
        paths = {row.face_id: row.path for row in faces_in_cluster(connection, 1)}
    assert paths == {1: FOLDER / "a.jpg", 2: FOLDER / "b.jpg", 4: FOLDER / "c.jpg"}


def test_suggested_faces_belong_to_the_cluster_and_not_to_the_person(filled: Index) -> None:
    with filled.reading() as connection:
        assert sorted(ids(faces_in_cluster(connection, 1))) == [1, 2, 4]
        assert sorted(ids(faces_of_person(connection, 1))) == [1, 2]
        assert faces_in_cluster(connection, 9) == []


def test_the_best_face_comes_first(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE face SET size = 300 WHERE face_id = 4")
        connection.execute("UPDATE face SET score = 0.95 WHERE face_id = 2")
    with filled.reading() as connection:
        assert ids(faces_in_cluster(connection, 1)) == [4, 2, 1]


def test_faces_of_a_photo_are_ordered_from_left_to_right_and_belong_to_one_pack(filled: Index) -> None:
    with filled.reading() as connection:
        assert ids(faces_in_photo(connection, 2, "f1")) == [2, 3]
        assert faces_in_photo(connection, 2, "f2") == []
        assert ids(faces_with_ids(connection, [1, 5], "f2")) == [5]


def test_a_person_has_the_boxes_of_their_faces_and_a_number_of_photos(filled: Index) -> None:
    with filled.reading() as connection:
        found = own_faces(connection, 1)
    assert found.at == {("a", 0.0, 0.0, 0.5, 1.0): 1, ("b", 0.0, 0.0, 0.5, 1.0): 2}
    assert found.photos == 2


def test_tables_of_faces_hold_unit_vectors_ordered_by_face_id(filled: Index) -> None:
    with filled.reading() as connection:
        table, part = load_face_table(connection, "f1").decoded(), face_table_of(connection, [5, 3, 99])
        vectors = embeddings_of(connection, [3, 99])
    assert (table.face_id.tolist(), table.photo_id.tolist()) == ([1, 2, 3, 4], [1, 2, 2, 3])
    assert isinstance(table.embedding, np.ndarray)
    assert table.embedding.dtype == np.float32
    assert np.linalg.norm(table.embedding, axis=1) == pytest.approx(np.ones(4), abs=1e-6)
    assert table.embedding[0] @ table.embedding[3] > 0.9 > table.embedding[0] @ table.embedding[2]
    assert part.face_id.tolist() == [3, 5]
    assert vectors.keys() == {3}
    assert (vectors[3] == table.embedding[2]).all()


@pytest.mark.parametrize(
    "change",
    [
        "SELECT 1",
        "UPDATE embedding SET vector = (SELECT vector FROM embedding WHERE face_id = 3) WHERE face_id = 2",
        "DELETE FROM face WHERE face_id = 2",
        "UPDATE face SET fingerprint = 'f1' WHERE face_id = 5",
        "UPDATE face SET fingerprint = 'f2'; UPDATE face SET fingerprint = 'f1' WHERE face_id = 5",
        "DELETE FROM face",
    ],
)
def test_faces_that_were_read_before_are_read_again_where_they_differ(filled: Index, change: str) -> None:
    with filled.reading() as connection:
        known = load_face_table(connection, "f1")
    with filled.writing() as connection:
        connection.execute(change)
    with filled.reading() as connection:
        read, again = load_face_table(connection, "f1"), load_face_table(connection, "f1", known)
    assert again.face_id.tolist() == read.face_id.tolist()
    assert again.photo_id.tolist() == read.photo_id.tolist()
    assert again.embedding[:].tolist() == read.embedding[:].tolist()


def test_boxes_are_found_by_content_and_by_photo(filled: Index) -> None:
    with filled.reading() as connection:
        assert faces_by_hash(connection, ["a", "b", "d", "z"], "f1") == {"a": [(1, LEFT)], "b": [(2, LEFT), (3, RIGHT)]}
        assert boxes_in_photos(connection, [3, 5], "f1", found_by_it=True) == {2: {2: LEFT, 3: RIGHT}}
        assert boxes_in_photos(connection, [3, 5], "f1", found_by_it=False) == {4: {5: LEFT}}


def test_a_drawn_face_has_no_embedding_and_is_marked_as_drawn_by_hand(filled: Index) -> None:
    with filled.writing() as connection:
        (drawn,) = add_hand_faces(connection, [FaceRef("a", RIGHT, BY_HAND)], "f1").values()
    with filled.reading() as connection:
        assert [row.found_by for row in faces_in_photo(connection, 1, "f1")] == ["f1", BY_HAND]
        assert drawn not in load_face_table(connection, "f1").face_id
        assert faces_by_hash(connection, ["a"], "f1") == {"a": [(1, LEFT)]}


def test_scores_are_read_for_one_pack_only(filled: Index) -> None:
    with filled.reading() as connection:
        assert detection_scores(connection, "f2") == {5: pytest.approx(0.9)}


def test_ids_are_completed_from_their_first_digits(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE face SET face_id = face_id * 5 + 5")
    with filled.reading() as connection:
        assert face_ids_starting(connection, "f1", "", 3) == [10, 15, 20]
        assert face_ids_starting(connection, "f1", "1", 9) == [10, 15]
        assert face_ids_starting(connection, "f1", "3", 9) == []
