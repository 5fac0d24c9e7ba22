"""Faces that do not belong to their group come last, and are doubtful."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.domain.missing_ids import NO_PERSON
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.fit import (
    DOUBTFUL,
    Fit,
    Rivals,
    best_fitting_first,
    fit_of,
    rows_of_rivals,
)
from tests.people.drawn_faces import people_of

PEOPLE = 20.0


def background(count: int) -> Background:
    return Background(np.zeros(count), np.full(count, 0.13))


def fit(faces: NDArray[np.float32], rivals: Rivals | None = None) -> Fit:
    return fit_of(faces, background(len(faces)), PEOPLE, rivals)


def last(found: Fit, count: int) -> set[int]:
    return set(np.argsort(found.log_odds)[:count].tolist())


def doubtful(found: Fit) -> set[int]:
    return set(np.flatnonzero(found.probability < DOUBTFUL).tolist())


@given(st.integers(0, 1000))
def test_two_wrong_faces_among_32_are_the_last_two_and_doubtful(seed: int) -> None:
    found = fit(people_of([30, 1, 1], seed=seed))
    assert last(found, 2) == {30, 31}
    assert doubtful(found) == {30, 31}


def test_two_wrong_faces_of_one_person_do_not_vouch_for_each_other() -> None:
    assert doubtful(fit(people_of([30, 2]))) == {30, 31}


def test_in_a_group_of_two_people_the_faces_of_the_smaller_part_are_doubtful() -> None:
    assert doubtful(fit(people_of([30, 20]))) == set(range(30, 50))


def test_faces_that_all_belong_together_are_not_doubtful() -> None:
    for size in (4, 5, 40):
        assert doubtful(fit(people_of([size]))) == set()


def test_a_face_that_is_half_like_its_group_is_doubtful_if_it_is_more_like_somebody_else() -> None:
    faces = people_of([20, 21], noise=0.3)
    mixed = faces[0] + 1.3 * faces[40]
    group = np.vstack([faces[:20], mixed / np.linalg.norm(mixed)]).astype(np.float32)
    rivals = Rivals(np.full(20, 7, dtype=np.int64), faces[20:40], background(20))
    alone, compared = fit(group), fit(group, rivals)
    assert compared.log_odds[20] < alone.log_odds[20]
    assert compared.probability[20] < DOUBTFUL
    assert compared.rival.tolist() == [NO_PERSON] * 20 + [7]


def test_somebody_whom_the_whole_group_resembles_is_no_rival() -> None:
    faces = people_of([40])
    rivals = Rivals(np.zeros(30, dtype=np.int64), faces[10:], background(30))
    assert doubtful(fit(faces[:10], rivals)) == set()


@given(st.permutations(range(12)))
def test_the_fit_does_not_depend_on_the_order_of_the_faces(order: list[int]) -> None:
    faces = people_of([10, 2])
    assert np.allclose(fit(faces[order]).log_odds, fit(faces).log_odds[order], atol=1e-3)


def test_rivals_are_other_people_and_faces_outside_the_group() -> None:
    person = np.array([1, 1, 1, 2, 2, 3])
    inside = np.array([True, True, False, True, False, False])
    assert rows_of_rivals(person, inside, 3).tolist() == [4, 5]
    assert rows_of_rivals(person, inside, 30).tolist() == [2, 4, 5]
    assert len(rows_of_rivals(np.repeat(np.arange(100), 1000), np.zeros(100_000, dtype=bool), 5)) <= 2000


def test_the_best_fitting_faces_come_first_in_groups_of_any_size() -> None:
    assert best_fitting_first(people_of([6, 1]), background(7))[-1] == 6
    assert best_fitting_first(people_of([2, 1]), background(3))[-1] == 2
    assert best_fitting_first(people_of([1]), background(1)).tolist() == [0]
