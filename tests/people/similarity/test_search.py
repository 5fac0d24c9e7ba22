"""The nearest faces of the whole library."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.similarity.search import nearest_to, nearest_to_any
from tests.people.drawn_faces import random_units, unit


@given(st.integers(1, 40), st.integers(1, 12), st.integers(1, 9), st.floats(-0.5, 0.5))
def test_searching_in_blocks_finds_the_same_faces_as_searching_everything_at_once(
    count: int, top: int, rows: int, threshold: float
) -> None:
    vectors, query = random_units(count, seed=count), random_units(1, seed=99)[0]
    blocks = [vectors[start : start + rows] for start in range(0, count, rows)]
    places, similarity = nearest_to(query, blocks, top=top, threshold=threshold)
    every = vectors @ query
    expected = [place for place in np.argsort(-every, kind="stable").tolist() if every[place] >= threshold][:top]
    assert np.allclose(similarity, every[expected], atol=1e-6)
    assert len(set(places.tolist())) == len(expected)


def test_a_search_for_no_faces_finds_nothing() -> None:
    places, similarity = nearest_to(unit(1, 0), [], top=3)
    assert len(places) == len(similarity) == 0


@given(st.integers(1, 40), st.integers(1, 5), st.integers(1, 12), st.integers(1, 9), st.floats(-0.5, 0.5))
def test_several_queries_at_once_find_what_the_nearest_of_them_finds(
    count: int, queries: int, top: int, rows: int, threshold: float
) -> None:
    vectors, several = random_units(count, seed=count), random_units(queries, seed=99)
    blocks = [vectors[start : start + rows] for start in range(0, count, rows)]
    places, similarity, which = nearest_to_any(several, blocks, top=top, threshold=threshold)
    every = (vectors @ several.T).max(axis=1)
    expected = [place for place in np.argsort(-every, kind="stable").tolist() if every[place] >= threshold][:top]
    assert np.allclose(similarity, every[expected], atol=1e-6)
    assert np.allclose((vectors[places] * several[which]).sum(axis=1), similarity, atol=1e-6)
