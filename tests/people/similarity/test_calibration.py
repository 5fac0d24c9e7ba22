"""The library's own labels calibrate probabilities."""

import warnings
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.thresholds import Thresholds
from photoindex.people.similarity.calibration import Calibration, calibrate, impostors_of

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


def test_learned_probabilities_match_the_true_probabilities() -> None:
    # With equal shares, and normal log odds of the same deviation, Bayes' rule gives the true values in closed form.
    chance = np.random.default_rng(2)
    same, different = chance.normal(3.0, 2.0, size=20_000), chance.normal(-1.0, 2.0, size=20_000)
    learnt = calibrate(same, different)
    at = np.array([-1.0, 1.0, 3.0])
    truth = 1 / (1 + np.exp(-(at - 1.0)))
    assert learnt.probability_same(at) == pytest.approx(truth, abs=0.02)


def test_the_fit_recovers_the_distribution_that_produced_the_rates() -> None:
    strangers = NormalDist(0.08, 0.09)
    rates = tuple((rate, strangers.inv_cdf(1 - rate)) for rate in (1e-2, 1e-3, 1e-4))
    fitted = impostors_of(Thresholds(0.36, rates))
    assert (fitted.mean, fitted.deviation) == pytest.approx((0.08, 0.09), abs=1e-6)
    assert fitted.similarity_at(1e-6) == pytest.approx(strangers.inv_cdf(1 - 1e-6))


@pytest.mark.parametrize("rates", [(), ((1e-3, 0.4),), ((0.9, 0.1), (1e-3, 0.4)), ((1e-3, 0.4), (1e-3, 0.4))])
def test_the_distribution_passes_through_a_single_usable_point(rates: tuple[tuple[float, float], ...]) -> None:
    fitted = impostors_of(Thresholds(0.4, rates))
    assert fitted.mean == 0.0
    assert fitted.similarity_at(1e-3) == pytest.approx(0.4)


def test_contradictory_rates_do_not_give_a_negative_deviation() -> None:
    assert impostors_of(Thresholds(0.4, ((1e-2, 0.5), (1e-4, 0.3)))).deviation > 0
