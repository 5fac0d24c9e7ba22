"""Rows of a large array can be read like an array of their own."""

import numpy as np

from photoindex.domain.picked_rows import PickedRows, in_one_array, picked

ARRAY = np.arange(12, dtype=np.float32).reshape(6, 2)
ROWS = np.array([5, 0, 3])


def test_picked_rows_read_like_a_copy_of_the_rows() -> None:
    some, copy = picked(ARRAY, ROWS), ARRAY[ROWS]
    assert len(some) == 3
    assert some.shape == copy.shape
    assert some[1].tolist() == copy[1].tolist()
    assert some[:2].tolist() == copy[:2].tolist()
    assert some[np.array([2, 0])].tolist() == copy[[2, 0]].tolist()
    assert some[np.array([True, False, True])].tolist() == copy[[0, 2]].tolist()


def test_rows_of_picked_rows_refer_to_the_whole_array() -> None:
    some = picked(picked(ARRAY, ROWS), np.array([2, 1]))
    assert isinstance(some, PickedRows)
    assert some.array is ARRAY
    assert some[:].tolist() == ARRAY[[3, 0]].tolist()


def test_an_array_stays_the_same_array_and_picked_rows_become_one() -> None:
    assert in_one_array(ARRAY) is ARRAY
    assert in_one_array(picked(ARRAY, ROWS)).tolist() == ARRAY[ROWS].tolist()
