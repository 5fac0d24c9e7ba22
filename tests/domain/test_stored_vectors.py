"""Embeddings in half precision read like an array of unit vectors."""

import numpy as np
import pytest

from photoindex.domain.embedding import encode, stored_vectors
from photoindex.domain.picked_rows import in_one_array, picked
from photoindex.domain.stored_vectors import StoredVectors, room_for

NUMBERS = np.array([[3, 4], [0, 0], [0, 0.5], [-6, 8]], dtype=np.float32)
UNITS = [[0.6, 0.8], [0, 0], [0, 1], [-0.6, 0.8]]


@pytest.fixture
def vectors() -> StoredVectors:
    return stored_vectors(list(map(encode, NUMBERS)))


def test_rows_are_scaled_to_unit_length_and_zeros_stay_zeros(vectors: StoredVectors) -> None:
    assert vectors[:].dtype == np.float32
    assert vectors[:] == pytest.approx(np.array(UNITS))


def test_stored_vectors_read_like_an_array(vectors: StoredVectors) -> None:
    units = in_one_array(vectors)
    assert (len(vectors), vectors.shape) == (4, (4, 2))
    assert vectors[3].tolist() == units[3].tolist()
    assert vectors[1:3].tolist() == units[1:3].tolist()
    assert vectors[np.array([3, 0])].tolist() == units[[3, 0]].tolist()
    assert vectors[np.array([True, False, False, True])].tolist() == units[[0, 3]].tolist()
    assert picked(vectors, np.array([2, 0]))[:].tolist() == units[[2, 0]].tolist()


def test_they_take_half_the_memory_of_an_array() -> None:
    vectors = room_for(1000, 128)
    assert vectors.numbers.nbytes == 1000 * 128 * 2


def test_rows_are_filled_from_other_vectors(vectors: StoredVectors) -> None:
    room = room_for(3, 2)
    room.put(slice(0, 1), vectors.at(np.array([3])))
    room.put(np.array([False, True, True]), vectors.at(np.array([0, 2])))
    assert room[:].tolist() == vectors[:][[3, 0, 2]].tolist()
    empty = room_for(0, 0)
    empty.put(slice(0, 0), stored_vectors([]))
    assert len(empty) == 0


def test_single_rows_and_tables_decode_to_the_same_numbers() -> None:
    random = np.random.default_rng(0).normal(size=(2000, 128)).astype(np.float32)
    vectors = stored_vectors(list(map(encode, random)))
    assert vectors[np.array([1500, 3])].tolist() == vectors[:][[1500, 3]].tolist()
