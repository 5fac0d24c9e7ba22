"""The embeddings of a pack are kept in a file beside the index, which is written again whenever it does not match the
index.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.domain.people import BY_HAND, FaceRef
from photoindex.store.opening.index import Index
from photoindex.store.tables.drawn_faces import add_hand_faces
from photoindex.store.tables.faces import load_face_table
from photoindex.store.views.vector_file import open_vectors
from tests.store.conftest import RIGHT


def vectors(filled: Index, fingerprint: str = "f1") -> tuple[list[int], NDArray[np.float32]]:
    with filled.reading() as connection, open_vectors(connection, filled.path, fingerprint) as found:
        blocks = [block.copy() for block in found.blocks]
        return found.face_id.tolist(), np.concatenate(blocks) if blocks else np.zeros((0, 0), np.float32)


def stored(filled: Index, fingerprint: str = "f1") -> NDArray[np.float32]:
    with filled.reading() as connection:
        return load_face_table(connection, fingerprint).embedding


def test_the_file_holds_the_vectors_of_the_index(filled: Index) -> None:
    for fingerprint, expected in (("f1", [1, 2, 3, 4]), ("f2", [5])):
        ids, found = vectors(filled, fingerprint)
        assert ids == expected
        assert (found == stored(filled, fingerprint)).all()


def test_a_pack_that_found_nothing_has_no_vectors(filled: Index) -> None:
    assert vectors(filled, "f3")[0] == []


def test_a_file_that_matches_the_index_is_not_written_again(filled: Index) -> None:
    vectors(filled)
    file = filled.files.vectors("f1")
    before = file.stat()
    vectors(filled)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert before.st_size == 4096 + 4 * (8 + 4 * 64)


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * (4096 + 4 * (8 + 4 * 64))])
def test_a_damaged_file_is_written_again(filled: Index, damage: bytes) -> None:
    vectors(filled)
    file = filled.files.vectors("f1")
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert vectors(filled)[0] == [1, 2, 3, 4]
    assert file.read_bytes() == whole


def test_a_face_that_was_removed_is_no_longer_in_the_file(filled: Index) -> None:
    vectors(filled)
    with filled.writing() as connection:
        connection.execute("DELETE FROM embedding WHERE face_id = 2")
        connection.execute("DELETE FROM face WHERE face_id = 2")
    ids, found = vectors(filled)
    assert ids == [1, 3, 4]
    assert (found == stored(filled)).all()


def test_a_drawn_face_has_no_vector(filled: Index) -> None:
    with filled.writing() as connection:
        add_hand_faces(connection, [FaceRef("a", RIGHT, BY_HAND)], "f1")
    assert vectors(filled)[0] == [1, 2, 3, 4]


def test_the_vectors_are_returned_even_if_no_file_can_be_written(filled: Index) -> None:
    filled.files.vectors("f1").mkdir()
    ids, found = vectors(filled)
    assert ids == [1, 2, 3, 4]
    assert (found == stored(filled)).all()
