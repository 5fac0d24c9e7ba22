"""Measurements on a sample of the faces: how the sample is chosen, and which results agree with measuring all faces."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.similarity.sampling import spread_over_people

people = st.lists(st.integers(0, 5), min_size=1, max_size=60)


@given(people, st.integers(2, 80))
def test_a_sample_over_people_holds_every_face_or_the_largest_number_allowed(person: list[int], most: int) -> None:
    whose = np.array(person, dtype=np.int64)
    chosen = spread_over_people(whose, most)
    assert chosen.tolist() == sorted(set(chosen.tolist()))
    assert len(chosen) <= max(most, 2)
    if len(person) <= most:
        assert len(chosen) == len(person)
    elif 2 * len(set(person)) <= most:
        assert set(whose[chosen].tolist()) == set(person)
