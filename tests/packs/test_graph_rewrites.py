"""Graphs are rewritten where a pattern fits, and mean the same as before wherever they are run."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from photoindex.packs.optimise.arithmetic import prelu_factors, times_inputs
from photoindex.packs.optimise.editor import GraphEditor
from photoindex.packs.optimise.parts import faster_detector_file, faster_embedder_file, scaling_of
from photoindex.packs.optimise.proof import as_nine, gives_the_same_embeddings
from photoindex.packs.optimise.pyramid import enlarge_by_scales
from photoindex.packs.optimise.rewrite import faster_detector, faster_embedder

SIDE = 16
CHANNELS = 4
LENGTH = 6
Float = NDArray[np.float32]


class Net:
    """Builds a small embedder node by node with weights that are never the same twice."""

    def __init__(self, *, batch: int | str = 1, weights_are_inputs: bool = False) -> None:
        self.random = np.random.default_rng(7)
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.batch, self.weights_are_inputs = batch, weights_are_inputs

    def weight(self, *shape: int, low: float = -1, high: float = 1) -> str:
        name = f"w{len(self.weights)}"
        values = self.random.uniform(low, high, shape).astype(np.float32)
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def conv(self, value: str, inputs: int, *, group: int = 1, bias: bool = True) -> str:
        names = [self.weight(CHANNELS, inputs // group, 3, 3)] + ([self.weight(CHANNELS)] if bias else [])
        return self.add("Conv", value, *names, kernel_shape=[3, 3], pads=[1, 1, 1, 1], group=group)

    def norm(self, value: str, size: int = CHANNELS) -> str:
        names = [self.weight(size, low=0.5, high=2) for _ in range(4)]
        return self.add("BatchNormalization", value, *names, epsilon=1e-3)

    def prelu(self, value: str, shape: tuple[int, ...] = (CHANNELS, 1, 1)) -> str:
        return self.add("PRelu", value, self.weight(*shape, low=-0.5, high=1.2))

    def matrix(self, value: str) -> str:
        flat = self.add("Flatten", value)
        return self.add("Gemm", flat, self.weight(LENGTH, CHANNELS * SIDE * SIDE), self.weight(LENGTH), transB=1)

    def model(self, output: str) -> onnx.ModelProto:
        image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [self.batch, 3, SIDE, SIDE])
        inputs = [image]
        if self.weights_are_inputs:
            inputs += [helper.make_tensor_value_info(w.name, TensorProto.FLOAT, w.dims) for w in self.weights]
        vector = helper.make_tensor_value_info(output, TensorProto.FLOAT, [self.batch, LENGTH])
        graph = helper.make_graph(self.nodes, "net", inputs, [vector], self.weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: onnx.ModelProto, images: Float) -> list[Float]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs: list[Float] = session.run(None, {session.get_inputs()[0].name: images})
    return outputs


def images(count: int = 1) -> Float:
    return np.random.default_rng(3).uniform(-1, 1, (count, 3, SIDE, SIDE)).astype(np.float32)


def kinds(model: onnx.ModelProto) -> list[str]:
    return [node.op_type for node in model.graph.node]


def assert_same(before: onnx.ModelProto, after: onnx.ModelProto) -> None:
    (expected,), (given_,) = run(before, images()), run(after, images())
    assert np.allclose(given_, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def chain(net: Net) -> str:
    """An embedder of the MobileFaceNet family in little."""
    value = net.prelu(net.norm(net.conv("image", 3, bias=False)))
    value = net.prelu(net.norm(net.conv(value, CHANNELS, group=CHANNELS)))
    value = net.norm(net.prelu(net.norm(net.conv(value, CHANNELS))))
    return net.norm(net.matrix(net.add("Dropout", value)), LENGTH)


def test_a_chain_becomes_convolutions_relus_and_one_matrix() -> None:
    net = Net()
    model = net.model(chain(net))
    faster = faster_embedder(model)
    assert set(kinds(faster)) == {"Conv", "Relu", "Add", "Flatten", "Gemm"}
    # One for the layer, one for the slopes.
    assert kinds(faster).count("Conv") == 6
    assert_same(model, faster)


def test_the_model_that_was_given_stays_as_it_is() -> None:
    net = Net()
    model = net.model(chain(net))
    before = model.SerializeToString(deterministic=True)
    faster_embedder(model)
    assert model.SerializeToString(deterministic=True) == before


def test_a_fixed_batch_becomes_free_where_each_image_is_for_itself() -> None:
    net = Net(batch=1)
    model = net.model(chain(net))
    (together,) = run(faster_embedder(model), images(3))
    one_by_one = [run(model, image[None])[0][0] for image in images(3)]
    assert np.allclose(together, one_by_one, rtol=1e-3, atol=1e-3 * np.abs(together).max())


def test_a_fixed_batch_stays_where_a_shape_may_depend_on_it() -> None:
    net = Net(batch=1)
    shape = numpy_helper.from_array(np.array([1, -1], dtype=np.int64), "shape")
    net.weights.append(shape)
    flat = net.add("Reshape", net.conv("image", 3), "shape")
    output = net.add("Gemm", flat, net.weight(LENGTH, CHANNELS * SIDE * SIDE), net.weight(LENGTH), transB=1)
    faster = faster_embedder(net.model(output))
    assert faster.graph.input[0].type.tensor_type.shape.dim[0].dim_value == 1


def test_weights_that_count_as_inputs_become_constants() -> None:
    net = Net(weights_are_inputs=True)
    model = net.model(chain(net))
    assert [item.name for item in faster_embedder(model).graph.input] == ["image"]
    assert_same(model, faster_embedder(model))


def test_prelu_before_a_sum_keeps_its_factor_to_itself() -> None:
    net = Net()
    first = net.prelu(net.conv("image", 3))
    second = net.conv(first, CHANNELS)
    model = net.model(net.matrix(net.add("Add", first, second)))
    faster = faster_embedder(model)
    assert "PRelu" not in kinds(faster)
    assert_same(model, faster)


def test_prelu_read_by_a_normalisation_and_a_convolution_gives_both_its_factor() -> None:
    # The first block of an IResNet.
    net = Net()
    first = net.prelu(net.conv("image", 3))
    inner = net.conv(net.norm(first), CHANNELS)
    model = net.model(net.matrix(net.add("Add", inner, net.conv(first, CHANNELS))))
    faster = faster_embedder(model)
    assert kinds(faster).count("Conv") == 4
    assert kinds(faster).count("BatchNormalization") == 1, "padding forbids folding it into what follows"
    assert_same(model, faster)


@pytest.mark.parametrize("shape", [(1,), (1, 1, 1), (1, CHANNELS, 1, 1)])
def test_slopes_come_in_several_shapes(shape: tuple[int, ...]) -> None:
    net = Net()
    model = net.model(net.matrix(net.prelu(net.conv("image", 3), shape)))
    assert "PRelu" not in kinds(faster_embedder(model))
    assert_same(model, faster_embedder(model))


@pytest.mark.parametrize("shape", [(SIDE,), (CHANNELS, SIDE, SIDE)])
def test_slopes_that_are_not_by_channel_are_left_alone(shape: tuple[int, ...]) -> None:
    net = Net()
    model = net.model(net.matrix(net.prelu(net.conv("image", 3), shape)))
    assert "PRelu" in kinds(faster_embedder(model))
    assert_same(model, faster_embedder(model))


def test_weights_that_two_convolutions_share_are_not_changed_for_both() -> None:
    net = Net()
    shared = net.weight(CHANNELS, 3, 3, 3)
    attributes = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    normed = net.norm(net.add("Conv", "image", shared, **attributes))
    plain = net.add("Conv", "image", shared, **attributes)
    model = net.model(net.matrix(net.add("Add", normed, plain)))
    assert_same(model, faster_embedder(model))


def test_a_normalisation_of_what_others_read_too_stays() -> None:
    net = Net()
    value = net.conv("image", 3)
    model = net.model(net.matrix(net.add("Add", net.norm(value), value)))
    assert "BatchNormalization" in kinds(faster_embedder(model))
    assert_same(model, faster_embedder(model))


def test_a_dropout_whose_mask_is_read_stays() -> None:
    net = Net()
    value = net.conv("image", 3)
    net.nodes.append(helper.make_node("Dropout", [value], ["kept", "mask"], name="drop"))
    mask = net.add("Cast", "mask", to=TensorProto.FLOAT)
    model = net.model(net.matrix(net.add("Mul", "kept", mask)))
    assert "Dropout" in kinds(faster_embedder(model))


@given(st.lists(st.floats(-2, 2, width=32), min_size=1, max_size=8))
def test_prelu_is_its_factor_times_relu_and_a_share(slopes: list[float]) -> None:
    array = np.array(slopes, dtype=np.float32)
    factors, beside = prelu_factors(array)
    x = np.linspace(-3, 3, 13, dtype=np.float32)[:, None]
    assert np.abs(factors).min() > 0
    rebuilt = factors * (np.maximum(x, 0) + beside * x)
    assert np.allclose(rebuilt, np.where(x > 0, x, array * x), atol=7e-3)


def test_inputs_are_scaled_group_by_group() -> None:
    weight = np.ones((4, 2, 1, 1), dtype=np.float32)
    scaled = times_inputs(weight, np.array([2, 3, 5, 7], dtype=np.float32), group=2)
    assert scaled[:, :, 0, 0].tolist() == [[2, 3], [2, 3], [5, 7], [5, 7]]


def test_an_edited_graph_drops_what_nothing_reads() -> None:
    net = Net()
    output = net.matrix(net.conv("image", 3))
    net.conv("image", 3)
    finished = GraphEditor(net.model(output)).finished()
    assert kinds(finished) == ["Conv", "Flatten", "Gemm"]
    assert len(finished.graph.initializer) == 4


def test_a_wrong_rewriting_is_found_out(recogniser_onnx: bytes, build: Any) -> None:
    model = onnx.load_from_string(recogniser_onnx)
    weight = numpy_helper.to_array(model.graph.initializer[0]).copy()
    weight[0] *= 1.05
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(weight, "kernel"))
    scaling = {"mean": 127.5, "std": 127.5}
    assert gives_the_same_embeddings(recogniser_onnx, recogniser_onnx, **scaling)
    assert not gives_the_same_embeddings(recogniser_onnx, model.SerializeToString(), **scaling)
    assert not gives_the_same_embeddings(recogniser_onnx, build.recogniser(112, length=8), **scaling)


def test_scaling_is_told_as_insightface_tells_it(tmp_path: Path, recogniser_onnx: bytes) -> None:
    from insightface.model_zoo.arcface_onnx import ArcFaceONNX

    scaled = onnx.load_from_string(recogniser_onnx)
    for name in ("Sub_0", "Mul_1"):
        scaled.graph.node.insert(0, helper.make_node("Identity", ["crop"], [name], name=name))
    for number, model in enumerate((onnx.load_from_string(recogniser_onnx), scaled)):
        path = tmp_path / f"{number}.onnx"
        onnx.save(model, path)
        theirs = ArcFaceONNX(str(path))
        assert scaling_of(model.graph) == (theirs.input_mean, theirs.input_std)


@pytest.mark.parametrize("size", [None, 320])
def test_heads_that_do_not_share_a_kernel_are_not_merged(tmp_path: Path, build: Any, size: int | None) -> None:
    # Its scores end in one convolution for each output, over images of their own strides.
    model = onnx.load_from_string(build.detector(size))
    model.graph.node[0].input[0] = model.graph.node[3].output[0]
    assert faster_detector(model) is None


def test_heads_of_one_level_are_merged_and_sizes_freed(tmp_path: Path, build: Any) -> None:
    model = onnx.load_from_string(build.detector(320))
    faster = faster_detector(model)
    assert faster is not None
    assert kinds(faster) == ["Conv"] * 3
    image = np.random.default_rng(0).uniform(-1, 1, (1, 3, 320, 320)).astype(np.float32)
    for mine, other in zip(as_nine(run(faster, image)), run(model, image), strict=True):
        assert np.allclose(mine, other, atol=1e-5)
    assert [level.shape for level in run(faster, image[:, :, :64, :96])] == [
        (1, 30, 64 // s, 96 // s) for s in (8, 16, 32)
    ]


@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_levels_of_a_pyramid_are_doubled_instead_of_enlarged_to_a_size(mode: str) -> None:
    net = Net()
    fine = net.conv("image", 3)
    coarse = net.add("MaxPool", fine, kernel_shape=[2, 2], strides=[2, 2])
    for name in ("region", "scales"):
        net.weights.append(numpy_helper.from_array(np.array([], dtype=np.float32), name))
    how = {"mode": mode, "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    larger = net.add("Resize", coarse, "region", "scales", net.add("Shape", fine), **how)
    model = net.model(net.matrix(net.add("Add", larger, fine)))
    graph = GraphEditor(model)
    enlarge_by_scales(graph)
    # Where pixels are not simply repeated, what lies between them depends on the sizes.
    assert ("Shape" in kinds(graph.finished())) == (mode == "linear")
    assert_same(model, graph.finished())


def test_a_detector_without_landmarks_is_left_alone(tmp_path: Path, build: Any) -> None:
    path = tmp_path / "d.onnx"
    path.write_bytes(build.detector(landmarks=False))
    assert faster_detector_file(path) is None


def test_a_file_that_is_no_graph_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "d.onnx"
    path.write_bytes(b"\x08 no model")
    assert faster_detector_file(path) is None
    assert faster_embedder_file(path) is None
