import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.people.clustering.splitting import split_cluster
from photoindex.people.similarity.contradictions import contradictions


def faces(counts: list[int], noise: float = 0.4, seed: int = 0) -> NDArray[np.float32]:
    """Faces of several people, one after the other, whose similarities are about 1 / (1 + noise**2)."""
    random = np.random.default_rng(seed)
    people = np.repeat(np.eye(len(counts), 64), counts, axis=0)
    vectors = people + random.normal(size=people.shape) * noise / 8
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("counts", [[20, 8], [3, 2], [5000, 600]])
def test_two_people_are_split_with_the_larger_part_first(counts: list[int]) -> None:
    assert split_cluster(faces(counts)).tolist() == np.repeat([0, 1], counts).tolist()


def test_three_people_need_three_parts() -> None:
    assert split_cluster(faces([9, 6, 4]), 3).tolist() == np.repeat([0, 1, 2], [9, 6, 4]).tolist()


def test_two_faces_are_two_parts_and_one_is_one() -> None:
    assert sorted(split_cluster(faces([1, 1])).tolist()) == [0, 1]
    assert split_cluster(faces([1])).tolist() == [0]


def test_one_wrong_face_is_found_and_none_when_all_are_right() -> None:
    (wrong,) = contradictions(faces([12, 1]), 0.4)
    assert wrong.row == 12
    assert wrong.similarity < 0.3
    assert wrong.usual > 0.7
    assert contradictions(faces([12]), 0.4) == []
    assert contradictions(faces([1, 1]), 0.4) == []


def test_a_few_wrong_faces_of_one_stranger_do_not_vouch_for_one_another() -> None:
    assert {item.row for item in contradictions(faces([900, 5]), 0.4)} == set(range(900, 905))
