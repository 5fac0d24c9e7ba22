"""Similarities and their meaning: verdicts, the ROC, the nearest faces, resemblance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.thresholds import Thresholds
from photoindex.people.similarity.verification import rate_at, verify
from tests.people.drawn_faces import unit

MEASURED = Thresholds(verification=0.363, false_match_rates=((1e-2, 0.295), (1e-3, 0.363), (1e-4, 0.42)))


def test_a_face_is_the_same_person_as_itself_and_not_as_a_stranger() -> None:
    assert verify(unit(1, 0), unit(1, 0), MEASURED).same
    verdict = verify(unit(1, 0), unit(0, 1), MEASURED)
    assert (verdict.same, verdict.similarity) == (False, pytest.approx(0))


def test_the_threshold_itself_counts_as_the_same_person() -> None:
    at = verify(unit(1, 0), np.array([0.5, np.sqrt(0.75)], dtype=np.float32), Thresholds(0.5, ()))
    assert at.same


def test_a_measured_similarity_has_its_measured_rate() -> None:
    rate = rate_at(0.363, MEASURED)
    assert rate.low == rate.high == pytest.approx(1e-3, rel=1e-6)


def test_beyond_the_measured_rates_only_a_bound_is_known() -> None:
    assert (rate_at(0.9, MEASURED).low, rate_at(0.9, MEASURED).high) == (0.0, 1e-4)
    assert (rate_at(0.1, MEASURED).low, rate_at(0.1, MEASURED).high) == (1e-2, 1.0)
    nothing = rate_at(0.5, Thresholds(0.4, ()))
    assert (nothing.low, nothing.high) == (0.0, 1.0)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_higher_similarity_is_rarer_among_strangers(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert rate_at(more, MEASURED).high <= rate_at(less, MEASURED).high + 1e-12
    assert rate_at(more, MEASURED).low <= rate_at(less, MEASURED).low + 1e-12
