import numpy as np
import pytest

from photoindex.people.clustering.splitting import split_cluster
from tests.people.drawn_faces import people_of


@pytest.mark.parametrize("counts", [[20, 8], [3, 2], [5000, 600]])
def test_two_people_are_split_and_the_larger_part_comes_first(counts: list[int]) -> None:
    assert split_cluster(people_of(counts)).tolist() == np.repeat([0, 1], counts).tolist()


def test_three_people_need_three_parts() -> None:
    assert split_cluster(people_of([9, 6, 4]), 3).tolist() == np.repeat([0, 1, 2], [9, 6, 4]).tolist()


def test_two_faces_give_two_parts_and_one_face_gives_one() -> None:
    assert sorted(split_cluster(people_of([1, 1])).tolist()) == [0, 1]
    assert split_cluster(people_of([1])).tolist() == [0]
