"""The curve of verification over all pairs of faces."""

import numpy as np
import pytest

from photoindex.people.evaluation.verification_curve import verification
from tests.people.drawn_faces import random_units


def test_every_pair_is_counted_once_and_rates_follow_from_the_counts() -> None:
    vectors = random_units(60)
    person = np.arange(60) % 7
    measured = verification(vectors, person)
    one, other = np.triu_indices(60, 1)
    similarity, same = (vectors[one] * vectors[other]).sum(axis=1), person[one] == person[other]
    assert (measured.same, measured.different) == (int(same.sum()), int((~same).sum()))
    for place in (400, 1000, 1300):
        threshold = measured.threshold[place]
        assert measured.true_positives[place] == pytest.approx((similarity[same] >= threshold).mean(), abs=0.02)
        assert measured.false_positives[place] == pytest.approx((similarity[~same] >= threshold).mean(), abs=0.02)
    assert measured.hardest_same[0].similarity == pytest.approx(float(similarity[same].min()), abs=1e-5)
    assert measured.hardest_different[0].similarity == pytest.approx(float(similarity[~same].max()), abs=1e-5)


def test_perfectly_separable_people_have_a_threshold_that_separates_them() -> None:
    vectors = np.repeat(np.eye(4, dtype=np.float32), 5, axis=0)
    measured = verification(vectors, np.repeat(np.arange(4), 5))
    assert measured.accuracy[measured.best] == 1.0
    assert measured.true_positives_at(0.0) == 1.0
    assert 0.0 < measured.threshold[measured.best] <= 1.0
