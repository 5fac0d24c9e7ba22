"""Confirmed faces that do not look like the rest of their person."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.similarity.contradictions import contradictions
from tests.people.drawn_faces import faces, people_of


@given(st.integers(3, 40), st.integers(0, 50))
def test_contradictions_agree_with_the_medians_of_all_pairs(count: int, seed: int) -> None:
    vectors = faces([count, 1], seed=seed)
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, np.nan)
    medians = np.nanmedian(similarity, axis=1)
    for item in contradictions(vectors, 0.363):
        assert np.isclose(item.similarity, medians[item.row], atol=1e-5)
        assert np.isclose(item.usual, np.median(medians), atol=1e-5)


def test_a_single_wrong_face_is_found_and_nothing_is_found_if_all_are_right() -> None:
    (wrong,) = contradictions(people_of([12, 1]), 0.4)
    assert wrong.row == 12
    assert wrong.similarity < 0.3
    assert wrong.usual > 0.7
    assert contradictions(people_of([12]), 0.4) == []
    assert contradictions(people_of([1, 1]), 0.4) == []


def test_a_few_wrong_faces_of_one_stranger_do_not_vouch_for_one_another() -> None:
    assert {item.row for item in contradictions(people_of([900, 5]), 0.4)} == set(range(900, 905))
