"""The weights of rewritten nodes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photoindex.packs.optimise.arithmetic import prelu_factors, times_inputs


@given(st.lists(st.floats(-2, 2, width=32), min_size=1, max_size=8))
def test_prelu_is_rewritten_as_a_factor_times_the_sum_of_relu_and_a_share_of_the_input(slopes: list[float]) -> None:
    array = np.array(slopes, dtype=np.float32)
    factors, beside = prelu_factors(array)
    x = np.linspace(-3, 3, 13, dtype=np.float32)[:, None]
    assert np.abs(factors).min() > 0
    rebuilt = factors * (np.maximum(x, 0) + beside * x)
    assert np.allclose(rebuilt, np.where(x > 0, x, array * x), atol=7e-3)


def test_the_inputs_of_a_convolution_are_scaled_group_by_group() -> None:
    weight = np.ones((4, 2, 1, 1), dtype=np.float32)
    scaled = times_inputs(weight, np.array([2, 3, 5, 7], dtype=np.float32), group=2)
    assert scaled[:, :, 0, 0].tolist() == [[2, 3], [2, 3], [5, 7], [5, 7]]
