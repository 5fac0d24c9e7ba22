from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.evaluation.clustering_scores import Agreement, b_cubed, pairwise

groupings = st.lists(st.tuples(st.integers(-1, 4), st.integers(0, 4)), min_size=1, max_size=25)


def by_definition(labels: list[int], truth: list[int]) -> tuple[Agreement, Agreement]:
    faces = range(len(labels))

    def together(i: int, j: int) -> bool:
        return i == j or (labels[i] == labels[j] >= 0)

    def alike(i: int, j: int) -> bool:
        return truth[i] == truth[j]

    pairs = list(combinations(faces, 2))
    joined = [pair for pair in pairs if together(*pair)]
    same = [pair for pair in pairs if alike(*pair)]
    both = len([pair for pair in joined if alike(*pair)])
    paired = Agreement(both / len(joined) if joined else 1.0, both / len(same) if same else 1.0)
    precision, recall = [], []
    for i in faces:
        group = {j for j in faces if together(i, j)}
        person = {j for j in faces if alike(i, j)}
        precision.append(len(group & person) / len(group))
        recall.append(len(group & person) / len(person))
    return paired, Agreement(float(np.mean(precision)), float(np.mean(recall)))


@given(groupings)
def test_the_scores_equal_their_definitions(grouping: list[tuple[int, int]]) -> None:
    labels, truth = [group for group, _ in grouping], [person for _, person in grouping]
    paired, cubed = by_definition(labels, truth)
    arrays = np.array(labels, dtype=np.int64), np.array(truth, dtype=np.int64)
    assert (pairwise(*arrays).precision, pairwise(*arrays).recall) == pytest.approx((paired.precision, paired.recall))
    assert (b_cubed(*arrays).precision, b_cubed(*arrays).recall) == pytest.approx((cubed.precision, cubed.recall))


def test_the_f_score_is_the_harmonic_mean() -> None:
    assert Agreement(0.5, 1.0).f_score == pytest.approx(2 / 3)
    assert Agreement(0.0, 0.0).f_score == 0.0


def test_two_clusterings_of_no_faces_agree_perfectly() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert b_cubed(nothing, nothing).f_score == 1.0
    assert pairwise(nothing, nothing).f_score == 1.0
