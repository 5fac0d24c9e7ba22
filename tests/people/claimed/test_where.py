"""Which group of faces is where a name is, in invented libraries."""

import time
import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.people.claimed.where import solve

Photo = tuple[list[int], list[int]]
"""The groups of the faces of a photo, and the names that it carries."""


def solved(*photos: Photo, known: dict[int, int] | None = None) -> dict[int, tuple[int, float]]:
    """The likeliest name of each group, with its probability."""
    faces = [(number, group) for number, (groups, _) in enumerate(photos) for group in groups]
    claims = [(number, name) for number, (_, names) in enumerate(photos) for name in names]
    face_photo, face_group = np.array(faces, dtype=np.int64).reshape(-1, 2).T
    claim_photo, claim_name = np.array(claims, dtype=np.int64).reshape(-1, 2).T
    names = np.full(int(face_group.max(initial=-1)) + 1, -1)
    for group, name in (known or {}).items():
        names[group] = name
    where = solve(face_photo, face_group, claim_photo, claim_name, names)
    best: dict[int, tuple[int, float]] = {}
    for group, name, probability in zip(where.group.tolist(), where.name.tolist(), where.probability, strict=True):
        if probability > best.get(group, (0, 0.0))[1]:
            best[group] = name, float(probability)
    return best


def test_a_group_that_is_alone_in_photos_of_one_name_has_it() -> None:
    best = solved(([0], [0]), ([0], [0]), ([1], [1]), ([1], [1]))
    assert best[0] == (0, pytest.approx(1, abs=0.05))
    assert best[1] == (1, pytest.approx(1, abs=0.05))


def test_one_photo_cannot_tell_a_right_name_from_a_wrong_one() -> None:
    (_, probability) = solved(([0], [0]), ([1], [1]), ([2], [2]))[0]
    assert 0.5 < probability < 0.95


def test_a_name_in_every_tenth_photo_is_wrong() -> None:
    best = solved(*[([0], [0])] * 9, ([0], [1]), *[([1], [1])] * 3)
    assert best[0][0] == 0
    assert best[0][1] > 0.99


def test_two_people_who_are_always_together_cannot_be_told_apart() -> None:
    best = solved(*[([0, 1], [0, 1])] * 20)
    assert all(probability < 0.6 for _, probability in best.values())


def test_one_photo_of_one_of_them_tells_both_apart() -> None:
    best = solved(*[([0, 1], [0, 1])] * 20, *[([0], [0])] * 2)
    assert best[0][0] == 0
    assert best[1][0] == 1
    assert all(probability > 0.95 for _, probability in best.values())


def test_somebody_whose_name_is_known_explains_it_in_the_photos_of_others() -> None:
    together: list[Photo] = [([0, 1], [0])] * 6
    assert solved(*together)[1][1] > 0.2
    best = solved(*together, known={0: 0})
    assert best[0] == (0, 1.0)
    assert best.get(1, (0, 0.0))[1] < 0.05


def test_a_person_whom_the_program_does_not_know_gets_no_name_from_company() -> None:
    """Grandpa is beside Grandma in most of her photos, and in photos of others."""
    best = solved(*[([0, 1], [0])] * 10, *[([0], [0])] * 3, *[([1, 2], [1])] * 5, *[([2], [1])] * 3)
    assert best[0][0] == 0
    assert best[2][0] == 1
    assert best.get(1, (0, 0.0))[1] < 0.05


def test_several_groups_may_have_one_name() -> None:
    best = solved(*[([0], [0])] * 4, *[([1], [0])] * 4, *[([2], [1])] * 4)
    assert (best[0][0], best[1][0]) == (0, 0)
    assert min(best[0][1], best[1][1]) > 0.95


def test_photos_in_which_a_face_was_not_found_do_not_matter() -> None:
    best = solved(*[([0], [0, 1])] * 5, ([0], [0]), *[([1], [1])] * 3)
    assert best[0][0] == 0
    assert best[0][1] > 0.95


def test_nothing_is_said_without_claims_or_faces() -> None:
    assert solved(([0], []), ([1], [])) == {}
    assert solved(([], [0])) == {}


def test_a_photo_with_hundreds_of_names_says_nothing() -> None:
    everybody = list(range(300))
    assert solved((everybody, everybody)) == {}


def family(random: np.random.Generator, wrong: float, missed: float, unnamed: float) -> list[Photo]:
    """800 photos of 12 relatives and 30 strangers, with the pairs that are mostly together; names for the relatives."""
    weights = 1 / np.arange(1, 13)
    photos: list[Photo] = []
    for _ in range(800):
        count = 1 + min(random.poisson(1), 5)
        people = set(random.choice(12, size=count, replace=False, p=weights / weights.sum()).tolist())
        people |= {person ^ 1 for person in people if random.random() < 0.4}
        names = {person for person in people if random.random() >= unnamed}
        names = {int(random.integers(12)) if random.random() < wrong else name for name in names}
        strangers = set((12 + random.integers(30, size=random.poisson(0.5))).tolist())
        seen = {person for person in people | strangers if random.random() >= missed}
        photos.append((sorted(seen), sorted(names)))
    return photos


@pytest.mark.parametrize(("wrong", "missed", "unnamed"), [(0.1, 0.1, 0.0), (0.1, 0.2, 0.3), (0.2, 0.3, 0.3)])
def test_a_family_is_found_and_no_stranger_gets_a_name(wrong: float, missed: float, unnamed: float) -> None:
    found: list[tuple[int, int]] = []
    for seed in range(5):
        photos = family(np.random.default_rng(seed), wrong, missed, unnamed)
        found += [(group, name) for group, (name, probability) in solved(*photos).items() if probability >= 0.95]
    assert sum(group == name for group, name in found) == 5 * 12
    assert sum(group != name for group, name in found) == 0


def crowd(photos: int, faces: int) -> tuple[NDArray[np.int64], ...]:
    """The faces and the claims of 500 people in 5,000 groups."""
    random = np.random.default_rng(1)
    group = random.integers(0, 5000, faces)
    photo = random.integers(0, photos, faces)
    named = random.permutation(faces)[: faces // 2]
    claims = np.unique(np.stack([photo[named], group[named] % 500]), axis=1)
    return photo, group, claims[0], claims[1]


def test_a_large_library_takes_little_time_and_memory() -> None:
    photo, group, claim_photo, claim_name = crowd(80_000, 200_000)
    assert len(claim_photo) > 95_000
    began = time.process_time()
    where = solve(photo, group, claim_photo, claim_name, np.full(5000, -1))
    assert time.process_time() - began < 20
    tracemalloc.start()
    solve(photo, group, claim_photo, claim_name, np.full(5000, -1))
    assert tracemalloc.get_traced_memory()[1] < 200e6
    tracemalloc.stop()
    sure = where.probability > 0.95
    assert (where.group[sure] % 500 == where.name[sure]).mean() > 0.999
    assert sure.sum() > 4900
