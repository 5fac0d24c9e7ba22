"""The faces with decisions that the other faces are compared with."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.assignment.propagation import examples_of


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3000))
def test_all_faces_of_a_cluster_with_decisions_serve_as_examples_up_to_a_limit(parties: list[int]) -> None:
    places = np.arange(len(parties), dtype=np.int64)
    chosen = examples_of(places, np.array(parties, dtype=np.int64))
    assert len(chosen) == len(set(chosen.tolist()))
    if len(parties) <= 1000:
        assert chosen.tolist() == places.tolist()
    for party in set(parties):
        theirs = [place for place in chosen.tolist() if parties[place] == party]
        assert len(theirs) == min(parties.count(party), 1000)
