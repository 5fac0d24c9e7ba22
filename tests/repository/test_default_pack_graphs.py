"""The graph rewrites of models/graph, on tiny graphs and on the published files."""

import hashlib
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from photoindex.packs.manifest import load_pack
from tests.packs.optimise.nets import run_in_session

MODELS = Path(__file__).parents[2] / "models"
SLOPES = np.array([-0.4, 0.25, 0.97, 1.12], dtype=np.float32)


@pytest.fixture(scope="module")
def graph() -> Iterator[SimpleNamespace]:
    """The build script and its package, which are not part of photoindex."""
    sys.path.insert(0, str(MODELS))
    parts = {
        name: importlib.import_module(f"graph.{name}")
        for name in ("blocks", "nibbles", "plain", "writer", "sface", "yunet")
    }
    yield SimpleNamespace(build=importlib.import_module("build_opencv_zoo"), **parts)
    sys.path.remove(str(MODELS))


def random_weight(graph: SimpleNamespace, shape: tuple[int, ...], block: int, seed: int = 0) -> Any:
    random = np.random.default_rng(seed)
    rows, blocks = shape[0], int(np.prod(shape[1:])) // block
    return graph.blocks.BlockWeight(
        shape=shape,
        quantised=random.integers(-128, 128, (rows, blocks, block)).astype(np.int8),
        zero=random.integers(-40, 40, (rows, blocks, 1)).astype(np.int8),
        scale=random.uniform(0.001, 0.01, (rows, blocks, 1)).astype(np.float32),
    )


def values_in_session(graph: SimpleNamespace, weight: Any, folder: Path) -> NDArray[np.float32]:
    writer = graph.writer.GraphWriter()
    name = writer.weight("w", weight)
    writer.add("Add", ["x", name], "y")
    return run_in_session(
        writer.model("one", {"x": [1]}, {"y": list(weight.shape)}), folder, np.zeros(1, dtype=np.float32)
    )[0]


def test_a_session_rebuilds_the_weights_that_were_written(graph: SimpleNamespace, tmp_path: Path) -> None:
    weight = random_weight(graph, (6, 8, 1, 1), 4).times_inputs(np.arange(1, 9, dtype=np.float32))
    assert np.array_equal(values_in_session(graph, weight, tmp_path), weight.values())


def test_a_session_rebuilds_four_bit_weights(graph: SimpleNamespace, tmp_path: Path) -> None:
    narrow = graph.nibbles.in_four_bits(random_weight(graph, (6, 128), 64))
    assert np.array_equal(values_in_session(graph, narrow, tmp_path), narrow.values())


def test_unclipped_four_bit_weights_are_within_half_a_step_and_keep_their_direction(
    graph: SimpleNamespace,
) -> None:
    weight = random_weight(graph, (6, 128), 64)
    exact, narrow = weight.values(), graph.nibbles.in_four_bits(weight).values()
    cosine = (exact * narrow).sum(axis=1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(narrow, axis=1)
    assert cosine.min() > 0.99
    assert np.abs(exact - narrow).max() < np.ptp(exact) / 4


def test_packing_puts_two_numbers_into_each_byte(graph: SimpleNamespace) -> None:
    assert graph.nibbles.packed(np.array([[1, 2, 15, 4]], dtype=np.int8)).tolist() == [[1 + 15 * 16, 2 + 4 * 16]]


def test_factors_scale_outputs_and_inputs(graph: SimpleNamespace) -> None:
    weight, outputs, inputs = random_weight(graph, (2, 3, 1, 1), 3), np.array([2, 3]), np.array([5, 7, 11])
    scaled = weight.times_outputs(outputs.astype(np.float32)).times_inputs(inputs.astype(np.float32))
    expected = weight.values() * outputs.reshape(2, 1, 1, 1) * inputs.reshape(1, 3, 1, 1)
    assert np.allclose(scaled.values(), expected, rtol=1e-6)


def test_factors_of_the_wrong_length_are_refused(graph: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        random_weight(graph, (2, 3, 1, 1), 3).times_inputs(np.ones(2, dtype=np.float32))


def test_weights_are_read_from_dequantize_nodes(graph: SimpleNamespace) -> None:
    weight = random_weight(graph, (4, 8), 4)
    arrays = {"q": weight.quantised.reshape(4, 8), "s": weight.scale[..., 0], "z": weight.zero[..., 0]}
    arrays["shape"] = np.array([4, 2, 2, 2], dtype=np.int64)
    nodes = [
        helper.make_node("DequantizeLinear", ["q", "s", "z"], ["d"], axis=1, block_size=4),
        helper.make_node("Reshape", ["d", "shape"], ["r"]),
    ]
    tensors = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
    found = graph.blocks.block_weights(helper.make_graph(nodes, "g", [], [], tensors))
    assert found["r"].shape == (4, 2, 2, 2)
    assert np.array_equal(found["r"].values().reshape(4, 8), weight.values())


def prelu_chain(graph: SimpleNamespace) -> Any:
    """A network with an ordinary convolution, a depthwise convolution and a matrix, and slopes below and above one."""
    sface, random = graph.sface, np.random.default_rng(5)

    def normalisation(size: int) -> Any:
        return sface.Normalisation(*random.uniform(0.5, 1.5, (2, size)).astype(np.float32))

    def layer(name: str, shape: tuple[int, ...], block: int, group: int) -> Any:
        attributes = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "group": group}
        return sface.Layer(name, random_weight(graph, shape, block), attributes, normalisation(4), SLOPES)

    return sface.Network(
        offset=np.array([127.5], dtype=np.float32),
        factor=np.array([1 / 128], dtype=np.float32),
        layers=(layer("first", (4, 3, 3, 3), 27, 1), layer("second", (4, 1, 3, 3), 9, 4)),
        before_matrix=normalisation(4),
        matrix=random_weight(graph, (5, 4 * 112 * 112), 64),
        matrix_bias=random.random(5).astype(np.float32),
        after_matrix=normalisation(5),
    )


def plain_result(network: Any, images: NDArray[np.float32]) -> NDArray[np.float64]:
    """The same network step by step, in numpy and float64."""
    x = (images.astype(np.float64) - 127.5) / 128
    for layer in network.layers:
        x = convolved(x, layer.weight.values().astype(np.float64), layer.attributes["group"])
        x = x * layer.normalisation.scale[:, None, None] + layer.normalisation.shift[:, None, None]
        x = np.where(x > 0, x, layer.slopes[:, None, None] * x)
    before, after = network.before_matrix, network.after_matrix
    x = (x * before.scale[:, None, None] + before.shift[:, None, None]).reshape(len(x), -1)
    return (x @ network.matrix.values().T.astype(np.float64) + network.matrix_bias) * after.scale + after.shift


def convolved(x: NDArray[np.float64], weight: NDArray[np.float64], group: int) -> NDArray[np.float64]:
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    if group == 1:
        return np.einsum("nchwij,ocij->nohw", windows, weight, optimize=True)
    return np.einsum("nchwij,cij->nchw", windows, weight[:, 0], optimize=True)


def test_the_rewritten_network_gives_the_same_results_as_the_original(graph: SimpleNamespace, tmp_path: Path) -> None:
    network = prelu_chain(graph)
    images = np.random.default_rng(1).uniform(0, 255, (2, 3, 112, 112)).astype(np.float32)
    expected = plain_result(network, images)
    (given,) = run_in_session(graph.sface.write_network(network), tmp_path, images)
    assert np.allclose(given, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


@pytest.mark.shared_data
def test_sface_keeps_its_embeddings(
    graph: SimpleNamespace, shared_models: Path, portrait_photo: Path, tmp_path: Path
) -> None:
    path = shared_models / graph.build.SFACE_SOURCE
    photo = face_crop(portrait_photo)
    (expected,) = run_in_session(graph.plain.plain_float32(onnx.load(path)), tmp_path, photo)
    network = graph.sface.read_network(onnx.load(path))
    for narrow, least in ((frozenset(), 0.999999), (graph.build.FOUR_BITS, 0.998)):
        (given,) = run_in_session(graph.sface.write_network(network, four_bits=narrow), tmp_path, photo)
        cosine = float(given[0] @ expected[0] / np.linalg.norm(given) / np.linalg.norm(expected))
        assert cosine >= least


def face_crop(path: Path) -> NDArray[np.float32]:
    from PIL import Image

    with Image.open(path) as photo:
        pixels = np.asarray(photo.convert("RGB").resize((112, 112)))
    return pixels.transpose(2, 0, 1)[None].astype(np.float32)


@pytest.mark.shared_data
def test_yunet_keeps_its_outputs_when_its_heads_are_merged(
    graph: SimpleNamespace, shared_models: Path, group_photo: Path, tmp_path: Path
) -> None:
    from PIL import Image

    path = shared_models / graph.build.YUNET_SOURCE
    with Image.open(group_photo) as photo:
        pixels = np.asarray(photo.convert("RGB").resize((640, 640)))[..., ::-1]
    images = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], dtype=np.float32)
    reference = graph.plain.plain_float32(onnx.load(path))
    expected = dict(
        zip([item.name for item in reference.graph.output], run_in_session(reference, tmp_path, images), strict=True)
    )
    levels = run_in_session(graph.yunet.write_detector(onnx.load(path)), tmp_path, images)
    for stride, level in zip(graph.yunet.STRIDES, levels, strict=True):
        cells = level[0].reshape(graph.yunet.CHANNELS, -1).T
        scores = 1 / (1 + np.exp(-cells[:, :2]))
        assert np.allclose(scores[:, :1], expected[f"cls_{stride}"][0], atol=1e-4)
        assert np.allclose(scores[:, 1:], expected[f"obj_{stride}"][0], atol=1e-4)
        assert np.allclose(cells[:, 2:6], expected[f"bbox_{stride}"][0], atol=1e-3)
        assert np.allclose(cells[:, 6:], expected[f"kps_{stride}"][0], atol=1e-3)


@pytest.mark.shared_data
def test_a_rebuild_reproduces_the_pack_in_the_repository(
    graph: SimpleNamespace, shared_models: Path, tmp_path: Path
) -> None:
    graph.build.build(shared_models, tmp_path)
    for name in ("yunet.onnx", "sface.onnx", "pack.json"):
        assert digest(tmp_path / name) == digest(MODELS / "opencv-zoo" / name), name


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_source_that_is_not_the_published_file_is_refused(graph: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / graph.build.YUNET_SOURCE).write_bytes(b"something else")
    with pytest.raises(SystemExit, match="not the published file"):
        graph.build.build(tmp_path, tmp_path / "pack")


def test_onnxruntime_folds_the_nodes_that_rebuild_weights_into_constants(tmp_path: Path) -> None:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(tmp_path / "folded.onnx")
    options.log_severity_level = 4
    for name in ("yunet.onnx", "sface.onnx"):
        onnxruntime.InferenceSession(str(MODELS / "opencv-zoo" / name), options, ["CPUExecutionProvider"])
        left = {node.op_type for node in onnx.load(tmp_path / "folded.onnx").graph.node}
        assert not left & {"Cast", "Reshape", "Floor", "DequantizeLinear", "PRelu", "BatchNormalization"}, name


def test_the_embedded_pack_is_complete_with_its_licences() -> None:
    pack = load_pack(MODELS / "opencv-zoo")
    pack.verify()
    assert pack.licence.commercial_use
    for text in pack.licence.texts:
        assert (pack.folder / text).stat().st_size > 500, text


def test_the_embedder_names_its_scaling_nodes_as_insightface_expects() -> None:
    model = onnx.load(MODELS / "opencv-zoo" / "sface.onnx")
    names = [node.name for node in model.graph.node[:8]]
    assert any(name.startswith("_minus") for name in names)
    assert any(name.startswith("_mul") for name in names)
    assert [item.name for item in model.graph.input] == ["data"]
    assert model.graph.input[0].type.tensor_type.elem_type == TensorProto.FLOAT
