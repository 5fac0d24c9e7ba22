import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.similarity.neighbours import first_same_photo_pairs, nearest, same_photo_pairs


def random_faces(count: int, seed: int = 0) -> np.ndarray:
    faces = np.random.default_rng(seed).normal(size=(count, 16))
    return (faces / np.linalg.norm(faces, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("count", [2, 40, 1500])
def test_the_nearest_faces_equal_those_found_by_a_full_sort(count: int) -> None:
    faces = random_faces(count)
    photo = np.arange(count, dtype=np.int64) // 2
    found = nearest(faces, photo, 5)
    similarity = faces @ faces.T
    similarity[photo[:, None] == photo[None, :]] = -np.inf
    expected = -np.sort(-similarity, axis=1)[:, : min(5, count - 1)]
    assert np.allclose(found.similarity, expected, atol=1e-6)


def test_every_edge_appears_once_with_the_lower_face_first() -> None:
    faces = random_faces(30)
    left, right, similarity = nearest(faces, np.arange(30, dtype=np.int64), 6).edges()
    assert (left < right).all()
    assert len({*zip(left.tolist(), right.tolist(), strict=True)}) == len(left)
    assert np.allclose(similarity, np.einsum("nd,nd->n", faces[left], faces[right]), atol=1e-6)


def test_faces_of_one_photo_are_not_neighbours() -> None:
    left, _, _ = nearest(random_faces(10), np.zeros(10, dtype=np.int64), 4).edges()
    assert len(left) == 0


@given(st.lists(st.integers(0, 5), max_size=30))
def test_same_photo_pairs_returns_every_pair_of_faces_in_one_photo(photos: list[int]) -> None:
    rows, columns = same_photo_pairs(np.array(photos, dtype=np.int64))
    expected = [(i, j) for i, a in enumerate(photos) for j, b in enumerate(photos) if i != j and a == b]
    assert sorted(zip(rows.tolist(), columns.tolist(), strict=True)) == expected
    assert (np.diff(rows) >= 0).all()


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 200))
def test_the_first_pairs_are_those_with_the_first_faces(photos: list[int], most: int) -> None:
    photo = np.array(photos, dtype=np.int64)
    every, first = same_photo_pairs(photo), first_same_photo_pairs(photo, most)
    assert [side.tolist() for side in first] == [side[:most].tolist() for side in every]
