from statistics import NormalDist

import pytest

from photoindex.domain.thresholds import Thresholds
from photoindex.people.similarity.calibration import impostors_of


def test_the_fit_recovers_the_distribution_that_produced_the_rates() -> None:
    strangers = NormalDist(0.08, 0.09)
    rates = tuple((rate, strangers.inv_cdf(1 - rate)) for rate in (1e-2, 1e-3, 1e-4))
    fitted = impostors_of(Thresholds(0.36, rates))
    assert (fitted.mean, fitted.deviation) == pytest.approx((0.08, 0.09), abs=1e-6)
    assert fitted.similarity_at(1e-6) == pytest.approx(strangers.inv_cdf(1 - 1e-6))


@pytest.mark.parametrize("rates", [(), ((1e-3, 0.4),), ((0.9, 0.1), (1e-3, 0.4)), ((1e-3, 0.4), (1e-3, 0.4))])
def test_a_single_usable_point_is_on_the_distribution(rates: tuple[tuple[float, float], ...]) -> None:
    fitted = impostors_of(Thresholds(0.4, rates))
    assert fitted.mean == 0.0
    assert fitted.similarity_at(1e-3) == pytest.approx(0.4)


def test_contradictory_rates_do_not_give_a_negative_deviation() -> None:
    assert impostors_of(Thresholds(0.4, ((1e-2, 0.5), (1e-4, 0.3)))).deviation > 0
