import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from photoindex.people.similarity.neighbours import nearest_approximate, nearest_exact
from photoindex.people.similarity.products import on_all_cores, pair_products
from photoindex.people.similarity.top_k import largest

FINITE = st.floats(-1, 1, width=32) | st.just(-np.inf)


def people(count: int, faces: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    vectors = np.repeat(random.normal(size=(count, 32)), faces, axis=0) + random.normal(size=(count * faces, 32)) / 2
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


@given(st.data(), st.integers(1, 6), st.integers(1, 300))
def test_the_largest_equal_those_of_a_full_sort(data: st.DataObject, rows: int, columns: int) -> None:
    values = data.draw(arrays(np.float32, (rows, columns), elements=FINITE))
    count = data.draw(st.integers(1, min(columns, 20)))
    places, found = largest(values, count)
    assert (found == -np.sort(-values, axis=1)[:, :count]).all()
    assert (np.take_along_axis(values, places, axis=1) == found).all()
    assert all(len(set(row)) == count for row in places.tolist())


def test_equal_values_still_give_different_columns() -> None:
    places, found = largest(np.ones((50, 4000), dtype=np.float32), 12)
    assert (found == 1).all()
    assert all(len(set(row)) == 12 for row in places.tolist())


def test_searching_in_lists_finds_nearly_all_nearest_neighbours() -> None:
    faces = people(900, 10)
    photo = np.random.default_rng(1).permutation(len(faces)).astype(np.int64) // 3
    found, true = nearest_approximate(faces, photo, 8), nearest_exact(faces, photo, 8)
    hits = [len(np.intersect1d(one, other)) for one, other in zip(found.index, true.index, strict=True)]
    assert np.mean(hits) / 8 > 0.97
    assert (np.diff(found.similarity, axis=1) <= 0).all()
    assert np.allclose(found.similarity, np.einsum("nd,nkd->nk", faces, faces[found.index]), atol=1e-5)
    assert (photo[found.index] != photo[:, None]).all()


def test_faces_with_too_few_possible_neighbours_say_so() -> None:
    found = nearest_approximate(people(1, 40), np.arange(40, dtype=np.int64) // 20, 30)
    assert np.isfinite(found.similarity[:, :20]).all()
    assert (found.similarity[:, 20:] == -np.inf).all()


def test_three_faces_find_each_other() -> None:
    found = nearest_approximate(people(1, 3), np.arange(3, dtype=np.int64), 12)
    assert sorted(map(tuple, np.sort(found.index, axis=1).tolist())) == [(0, 1), (0, 2), (1, 2)]


@pytest.mark.parametrize("pairs", [100, 50_000])
def test_products_of_pairs_do_not_depend_on_their_number(pairs: int) -> None:
    random = np.random.default_rng(0)
    one, other = people(100, 3), people(100, 3, seed=1)
    left, right = random.integers(0, 300, pairs), random.integers(0, 300, pairs)
    expected = np.einsum("nd,nd->n", one[left], other[right])
    assert np.allclose(pair_products(one, other, left, right), expected, atol=1e-5)


def test_results_from_all_cores_come_in_order() -> None:
    assert on_all_cores(lambda number: number * number, range(200)) == [number * number for number in range(200)]


def test_an_error_on_one_core_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        on_all_cores(lambda number: 1 // number, [3, 2, 1, 0])
