"""Products in bytes: rounded weights, constants reckoned beforehand, and processors that are told apart."""

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from photoindex.inference.cpu import (
    _OPENCV_FEATURES,
    PLAIN_VARIABLE,
    _linux_flags,
    byte_precision,
    multiplies_bytes_fast,
)
from photoindex.inference.session import open_session
from photoindex.packs.default_pack import embedded_folder
from photoindex.packs.optimise.constants import fold_constants
from photoindex.packs.optimise.editor import GraphEditor
from photoindex.packs.optimise.integers import LEAST_CHANNELS, in_integers, rounded

Float = NDArray[np.float32]

# The enum CpuFeatures of opencv2/core/cvdef.h, by what Linux calls the same. No processor has all of AVX-512, so that a
# number that is off by one shows.
X86_FEATURES = {
    "avx2": 11, "avx512f": 13, "avx512bw": 14, "avx512cd": 15, "avx512dq": 16, "avx512er": 17, "avx512ifma": 18,
    "avx512pf": 19, "avx512vbmi": 20, "avx512vl": 21, "avx512_vbmi2": 22, "avx512_vnni": 23, "avx512_bitalg": 24,
    "avx512_vpopcntdq": 25, "avx512_4vnniw": 26, "avx512_4fmaps": 27,
}  # fmt: skip
ARM_FEATURES = {"asimd": 100, "asimddp": 101, "asimdhp": 102}


def wide_net(channels: int, *, strides: int = 1) -> onnx.ModelProto:
    """A 1x1 convolution of so many channels, and a matrix."""
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


@pytest.fixture
def run(tmp_path: Path) -> Callable[[onnx.ModelProto, Float], Float]:
    """Runs a model in the sessions that scans use: onnxruntime's own defaults saturate on processors without VNNI."""

    def run_model(model: onnx.ModelProto, values: Float) -> Float:
        onnx.save(model, tmp_path / "model.onnx")
        (result,) = open_session(tmp_path / "model.onnx").run(values)
        return result

    return run_model


def test_a_wide_convolution_and_the_matrix_are_rounded_and_stay_close(
    run: Callable[[onnx.ModelProto, Float], Float],
) -> None:
    model = wide_net(LEAST_CHANNELS)
    rewritten = in_integers(model)
    assert rewritten is not None
    kinds = {node.op_type for node in rewritten.graph.node}
    assert {"MatMulIntegerToFloat", "DynamicQuantizeMatMul"} <= kinds
    assert not kinds & {"Conv", "Gemm"}
    values = np.random.default_rng(0).uniform(-1, 1, (1, LEAST_CHANNELS, 4, 4)).astype(np.float32)
    expected, given_ = run(model, values)[0], run(rewritten, values)[0]
    assert expected @ given_ / np.linalg.norm(expected) / np.linalg.norm(given_) > 0.999


def test_faces_are_taken_one_at_a_time_so_that_none_depends_on_another() -> None:
    rewritten = in_integers(wide_net(LEAST_CHANNELS))
    assert rewritten is not None
    assert rewritten.graph.input[0].type.tensor_type.shape.dim[0].dim_value == 1


@pytest.mark.parametrize("model", [wide_net(LEAST_CHANNELS - 1), wide_net(LEAST_CHANNELS, strides=2)])
def test_narrow_and_stepping_convolutions_stay_as_they_are(model: onnx.ModelProto) -> None:
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


def test_weights_that_are_stored_in_fewer_bits_become_constants() -> None:
    graph = GraphEditor(onnx.load(embedded_folder() / "sface.onnx"))
    fold_constants(graph)
    assert {node.op_type for node in graph.nodes} == {"Sub", "Mul", "Conv", "Relu", "Add", "Flatten", "Gemm"}


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        (
            "processor : 0\nflags\t\t: fpu avx2 avx512_vnni\n\nprocessor : 1\nflags\t\t: other\n",
            {"fpu", "avx2", "avx512_vnni"},
        ),
        ("Features\t: fp asimd asimddp\n", {"fp", "asimd", "asimddp"}),
        ("processor : 0\n", set()),
        ("", set()),
    ],
)
def test_flags_are_read_as_linux_writes_them(tmp_path: Path, text: str, flags: set[str]) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(text, encoding="utf-8")
    assert _linux_flags(path) == flags


def test_a_machine_that_says_nothing_of_its_processor_has_no_flags(tmp_path: Path) -> None:
    assert _linux_flags(tmp_path / "missing") == set()


@pytest.mark.skipif(sys.platform != "linux", reason="compares with /proc/cpuinfo")
def test_opencv_numbers_processor_features_as_the_table_says() -> None:
    flags = _linux_flags(Path("/proc/cpuinfo"))
    known = X86_FEATURES if "sse2" in flags else ARM_FEATURES
    assert {name: cv2.checkHardwareSupport(number) for name, number in known.items()} == {
        name: name in flags for name in known
    }


def test_the_numbers_asked_for_are_those_of_dot_products_of_bytes() -> None:
    assert (X86_FEATURES["avx512_vnni"], ARM_FEATURES["asimddp"]) == _OPENCV_FEATURES


def test_the_instructions_can_be_hidden_from_the_choice_of_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLAIN_VARIABLE, "1")
    assert not multiplies_bytes_fast()
    assert byte_precision() == "1"


def test_sums_of_bytes_are_made_exact_only_where_they_would_saturate() -> None:
    assert byte_precision() == ("0" if multiplies_bytes_fast() else "1")
