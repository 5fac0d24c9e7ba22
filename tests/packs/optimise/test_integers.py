"""Matrix products in bytes: rounded weights, folded constants, and detection of the processor."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from photoindex.packs.optimise.integers import LEAST_CHANNELS, in_integers, rounded
from tests.packs.optimise.nets import run_in_session


def wide_net(channels: int, *, strides: int = 1) -> onnx.ModelProto:
    """A network of a 1x1 convolution with the given channels and a matrix."""
    random = np.random.default_rng(5)
    side = 4 // strides
    shapes = {"kernel": (8, channels, 1, 1), "offset": (8,), "matrix": (6, 8 * side * side), "bias": (6,)}
    weights = [
        numpy_helper.from_array(random.uniform(-1, 1, shape).astype(np.float32), name) for name, shape in shapes.items()
    ]
    nodes = [
        helper.make_node("Conv", ["x", "kernel", "offset"], ["maps"], strides=[strides] * 2, kernel_shape=[1, 1]),
        helper.make_node("Flatten", ["maps"], ["flat"]),
        helper.make_node("Gemm", ["flat", "matrix", "bias"], ["y"], transB=1),
    ]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", channels, 4, 4])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 6])
    graph = helper.make_graph(nodes, "wide", [x], [y], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def test_a_wide_convolution_and_the_matrix_are_rounded_and_their_results_stay_close(
    tmp_path: Path,
) -> None:
    model = wide_net(LEAST_CHANNELS)
    rewritten = in_integers(model)
    assert rewritten is not None
    kinds = {node.op_type for node in rewritten.graph.node}
    assert {"MatMulIntegerToFloat", "DynamicQuantizeMatMul"} <= kinds
    assert not kinds & {"Conv", "Gemm"}
    values = np.random.default_rng(0).uniform(-1, 1, (1, LEAST_CHANNELS, 4, 4)).astype(np.float32)
    (expected,), (given_,) = (run_in_session(net, tmp_path, values)[0] for net in (model, rewritten))
    assert expected @ given_ / np.linalg.norm(expected) / np.linalg.norm(given_) > 0.999


def test_faces_are_embedded_one_at_a_time_so_that_none_depends_on_another() -> None:
    rewritten = in_integers(wide_net(LEAST_CHANNELS))
    assert rewritten is not None
    assert rewritten.graph.input[0].type.tensor_type.shape.dim[0].dim_value == 1


@pytest.mark.parametrize("model", [wide_net(LEAST_CHANNELS - 1), wide_net(LEAST_CHANNELS, strides=2)])
def test_narrow_and_strided_convolutions_do_not_change(model: onnx.ModelProto) -> None:
    assert in_integers(model) is None


@given(st.integers(1, 5), st.integers(1, 9), st.integers(0, 1000))
def test_rounded_weights_are_within_half_a_step(outputs: int, inputs: int, seed: int) -> None:
    weight = np.random.default_rng(seed).normal(0, 1, (outputs, inputs)).astype(np.float32)
    columns, scale = rounded(weight)
    assert columns.shape == (inputs, outputs) and columns.dtype == np.int8
    assert (np.abs(columns.T * scale[:, None] - weight) <= scale[:, None] * 0.501).all()


def test_an_output_without_weights_is_not_divided_by_zero() -> None:
    columns, scale = rounded(np.zeros((2, 3), dtype=np.float32))
    assert not columns.any()
    assert np.isfinite(scale).all()
