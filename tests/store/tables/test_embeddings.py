"""Embeddings are read as they are stored; damaged ones are refused with advice."""

import numpy as np
import pytest

from photoindex.advice.actions import Action
from photoindex.errors import IndexDamagedError
from photoindex.store.opening.index import Index
from photoindex.store.tables.embeddings import vectors_of
from photoindex.store.tables.faces import embeddings_of, face_table_of, load_face_table
from photoindex.store.views.vector_file import open_vectors


def stored(*numbers: float) -> bytes:
    return np.array(numbers, dtype="<f2").tobytes()


def test_vectors_are_scaled_to_unit_length() -> None:
    assert vectors_of([stored(3, 4), stored(0, 2)])[:].tolist() == pytest.approx(np.array([[0.6, 0.8], [0, 1]]))
    assert vectors_of([], 2).shape == (0, 0)


@pytest.mark.parametrize(
    "damaged",
    [
        [stored(1, 0), stored(1)],
        [stored(1), stored(1, 0)],
        [stored(1, 0)[:3]],
        [stored(1, 0), stored(float("nan"), 0)],
        [stored(float("inf"), 0), stored(1, 0)],
    ],
)
def test_vectors_of_other_lengths_and_without_a_length_are_refused(damaged: list[bytes]) -> None:
    with pytest.raises(IndexDamagedError, match="it holds damaged embeddings") as caught:
        vectors_of(damaged)
    assert caught.value.advice == (Action.REPAIR_INDEX,)
    with pytest.raises(IndexDamagedError):
        vectors_of([stored(1, 0)], 3)


@pytest.mark.parametrize("vector", [b"", stored(1, 0, 0), stored(float("nan"), *[0] * 63)])
def test_every_reader_refuses_an_index_with_a_damaged_embedding(filled: Index, vector: bytes) -> None:
    with filled.reading() as connection:
        before = load_face_table(connection, "f1")
    with filled.writing() as connection:
        connection.execute("UPDATE embedding SET vector = ? WHERE face_id = 2", [vector])
    with filled.reading() as connection:
        for read in (
            lambda: load_face_table(connection, "f1"),
            lambda: load_face_table(connection, "f1", before),
            lambda: embeddings_of(connection, [1, 2]),
            lambda: face_table_of(connection, [1, 2]),
        ):
            with pytest.raises(IndexDamagedError, match="damaged embeddings"):
                read()
        with (
            pytest.raises(IndexDamagedError, match="damaged embeddings"),
            open_vectors(connection, filled.path, "f1") as found,
        ):
            list(found.blocks)
