"""The library's own labels calibrate probabilities."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.people.similarity.calibration import Calibration, calibrate

ODDS = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=60)


@given(ODDS, ODDS)
def test_the_probability_rises_with_the_odds_for_any_labels(same: list[float], different: list[float]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        learnt = calibrate(np.array(same), np.array(different))
    chances = learnt.probability_same(np.linspace(-20, 20, 41))
    assert np.all(np.diff(chances) >= 0) and chances[0] >= 0 and chances[-1] <= 1
    assert learnt.scale >= 0.1


def test_without_labels_of_both_kinds_the_default_line_stays() -> None:
    assert calibrate(np.array([5.0, 7.0]), np.array([])) == Calibration()


def test_strangers_with_high_odds_lower_the_probability_of_those_odds() -> None:
    odds = np.random.default_rng(0).normal(6.0, 2.0, size=2000)
    taught = calibrate(odds, np.random.default_rng(1).normal(5.0, 2.0, size=2000))
    assert taught.probability_same(np.array([6.0])) < Calibration().probability_same(np.array([6.0]))


def test_learned_probabilities_match_how_many_are_right() -> None:
    # With equal shares and normal log odds of one deviation, Bayes' rule gives the truth in closed form.
    chance = np.random.default_rng(2)
    same, different = chance.normal(3.0, 2.0, size=20_000), chance.normal(-1.0, 2.0, size=20_000)
    learnt = calibrate(same, different)
    at = np.array([-1.0, 1.0, 3.0])
    truth = 1 / (1 + np.exp(-(at - 1.0)))
    assert learnt.probability_same(at) == pytest.approx(truth, abs=0.02)
