import numpy as np

from photoindex.people.similarity.neighbours import nearest_approximate, nearest_exact
from tests.people.drawn_faces import people


def test_searching_in_lists_finds_nearly_all_nearest_neighbours() -> None:
    faces = people(900, 10)
    photo = np.random.default_rng(1).permutation(len(faces)).astype(np.int64) // 3
    found, true = nearest_approximate(faces, photo, 8), nearest_exact(faces, photo, 8)
    hits = [len(np.intersect1d(one, other)) for one, other in zip(found.index, true.index, strict=True)]
    assert np.mean(hits) / 8 > 0.97
    assert (np.diff(found.similarity, axis=1) <= 0).all()
    assert np.allclose(found.similarity, np.einsum("nd,nkd->nk", faces, faces[found.index]), atol=1e-5)
    assert (photo[found.index] != photo[:, None]).all()


def test_faces_with_too_few_possible_neighbours_have_minus_infinity_in_the_remaining_columns() -> None:
    found = nearest_approximate(people(1, 40), np.arange(40, dtype=np.int64) // 20, 30)
    assert np.isfinite(found.similarity[:, :20]).all()
    assert (found.similarity[:, 20:] == -np.inf).all()


def test_three_faces_find_each_other() -> None:
    found = nearest_approximate(people(1, 3), np.arange(3, dtype=np.int64), 12)
    assert sorted(map(tuple, np.sort(found.index, axis=1).tolist())) == [(0, 1), (0, 2), (1, 2)]
