"""Products of embeddings on all cores."""

import numpy as np
import pytest

from photoindex.domain.picked_rows import picked
from photoindex.people.similarity.products import on_all_cores, pair_products
from tests.people.drawn_faces import people


@pytest.mark.parametrize("pairs", [100, 1_100_000])
def test_products_of_pairs_are_right_for_any_number_of_pairs(pairs: int) -> None:
    random = np.random.default_rng(0)
    one, other = people(100, 3), people(100, 3, seed=1)
    left, right = random.integers(0, 300, pairs), random.integers(0, 300, pairs)
    expected = np.einsum("nd,nd->n", one[left], other[right])
    assert np.allclose(pair_products(one, other, left, right), expected, atol=1e-5)


@pytest.mark.parametrize("pairs", [100, 1_100_000])
def test_products_of_picked_rows_are_those_of_a_copy(pairs: int) -> None:
    random = np.random.default_rng(0)
    one, other, rows = people(100, 3), people(100, 3, seed=1), random.permutation(300)[:200]
    left, right = random.integers(0, 200, pairs), random.integers(0, 300, pairs)
    products = pair_products(picked(one, rows), other, left, right)
    assert products.tolist() == pair_products(one[rows], other, left, right).tolist()


def test_results_from_all_cores_are_returned_in_order() -> None:
    assert on_all_cores(lambda number: number * number, range(200)) == [number * number for number in range(200)]


def test_an_error_on_one_core_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        on_all_cores(lambda number: 1 // number, [3, 2, 1, 0])
