"""The largest values of each row."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from photoindex.people.similarity.top_k import largest

FINITE = st.floats(-1, 1, width=32) | st.just(-np.inf)


@given(st.data(), st.integers(1, 6), st.integers(1, 300))
def test_the_largest_values_equal_those_found_by_a_full_sort(data: st.DataObject, rows: int, columns: int) -> None:
    values = data.draw(arrays(np.float32, (rows, columns), elements=FINITE))
    count = data.draw(st.integers(1, min(columns, 20)))
    places, found = largest(values, count)
    assert (found == -np.sort(-values, axis=1)[:, :count]).all()
    assert (np.take_along_axis(values, places, axis=1) == found).all()
    assert all(len(set(row)) == count for row in places.tolist())


def test_equal_values_are_returned_from_different_columns() -> None:
    places, found = largest(np.ones((50, 4000), dtype=np.float32), 12)
    assert (found == 1).all()
    assert all(len(set(row)) == 12 for row in places.tolist())
