"""The background of a face is its similarity to strangers in the library, or comes from the pack if they are few."""

import numpy as np
import pytest

from photoindex.people.similarity.background import Background, Cohort, background_of, choose_cohort, holds_any, is_full
from photoindex.people.similarity.calibration import impostors_of
from tests.people.drawn_faces import THRESHOLDS, faces, random_units

IMPOSTORS = impostors_of(THRESHOLDS)


def test_evidence_counts_deviations_above_both_backgrounds() -> None:
    background = Background(np.array([0.1, 0.2]), np.array([0.1, 0.05]))
    found = background.evidence(np.array([0]), np.array([1]), np.array([0.4], dtype=np.float32))
    assert found == pytest.approx([(3.0 + 4.0) / 2], rel=1e-6)


def test_the_background_can_be_read_for_a_selection_of_faces() -> None:
    background = Background(np.array([0.1, 0.2, 0.3]), np.array([1.0, 2.0, 3.0]))
    assert background[np.array([2, 0])].mean.tolist() == [0.3, 0.1]
    assert background[:1].deviation.tolist() == [1.0]


def test_at_most_eight_faces_of_one_person_enter_the_cohort() -> None:
    cohort = choose_cohort(faces([20, 5, 1], noise=0.1), IMPOSTORS)
    assert len(cohort.vectors) == 8 + 5 + 1
    assert cohort.people == pytest.approx(3)


def test_a_cohort_holds_the_first_four_thousand_faces() -> None:
    vectors = random_units(4100, length=128)
    cohort = choose_cohort(vectors, IMPOSTORS)
    assert (cohort.vectors == vectors[:4000]).all()
    assert is_full(cohort)
    assert not is_full(choose_cohort(vectors[:3999], IMPOSTORS))


def test_a_face_is_found_in_the_cohort_after_rounding_to_half_precision() -> None:
    vectors = random_units(20, length=128)
    stored = Cohort(vectors[:10].astype(np.float16).astype(np.float32), 10.0)
    assert holds_any(stored, vectors[9:11])
    assert not holds_any(stored, vectors[10:])
    assert not holds_any(stored, vectors[:0])
    assert not holds_any(Cohort(vectors[:0], 0.0), vectors)


def test_without_strangers_the_background_comes_from_the_pack() -> None:
    vectors = faces([6], noise=0.1)
    for cohort in (choose_cohort(vectors, IMPOSTORS), Cohort(np.zeros((0, 128), dtype=np.float32), 0.0)):
        found = background_of(vectors, cohort, IMPOSTORS)
        assert found.mean == pytest.approx(np.full(6, IMPOSTORS.mean), abs=1e-6)
        assert found.deviation == pytest.approx(np.full(6, IMPOSTORS.deviation), abs=1e-6)


def test_with_many_strangers_the_background_comes_from_them() -> None:
    vectors = random_units(3000, length=128)
    found = background_of(vectors[:20], choose_cohort(vectors, IMPOSTORS), IMPOSTORS)
    similarities = vectors[:20] @ vectors[20:].T
    assert found.mean == pytest.approx(similarities.mean(axis=1), abs=0.01)
    assert found.deviation == pytest.approx(np.maximum(similarities.std(axis=1), IMPOSTORS.deviation / 2), rel=0.1)


def test_a_face_that_resembles_everybody_has_a_higher_background() -> None:
    vectors = random_units(500, length=128)
    vague = vectors.sum(axis=0)
    measured = np.stack([vectors[0], vague / np.linalg.norm(vague)])
    found = background_of(measured, choose_cohort(vectors, IMPOSTORS), IMPOSTORS)
    assert found.mean[1] > found.mean[0] + 0.03
