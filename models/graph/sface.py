"""Rewrite SFace as a chain of convolutions that onnxruntime runs at full speed.

There are two rewrites, neither of which changes the result beyond rounding:

- BatchNormalization moves into the adjacent convolution (or matrix).
- PReLU with slope a is `(1 - a) * (relu(x) + a / (1 - a) * x)`. The factor moves into the next convolution; the rest is
  a Relu, a depthwise 1x1 convolution and an Add, which onnxruntime keeps in its blocked layout and fuses. For its own
  PRelu, it leaves that layout and returns to it.

The weights stay in their published int8 blocks, or are reduced to four bits.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper

from graph.blocks import BlockWeight, Float, block_weights
from graph.nibbles import in_four_bits
from graph.writer import GraphWriter
from photoindex.packs.optimise.arithmetic import Normalisation, normalisation, prelu_factors


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution without a bias, its normalisation, and the slopes of the PReLU that follows, all per channel."""

    name: str
    weight: BlockWeight
    attributes: dict[str, object]
    normalisation: Normalisation
    slopes: Float


@dataclass(frozen=True, slots=True)
class Network:
    """The contents of the published file. The input is scaled as `(pixel - offset) * factor`."""

    offset: Float
    factor: Float
    layers: tuple[Layer, ...]
    before_matrix: Normalisation
    matrix: BlockWeight
    matrix_bias: Float
    after_matrix: Normalisation


class _Reader:
    """Finds nodes by the value that they read."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.weights = block_weights(graph)
        self._readers = {node.input[0]: node for node in graph.node if node.input}

    def kind_after(self, value: str) -> str:
        return self._readers[value].op_type

    def next(self, value: str, kind: str) -> onnx.NodeProto:
        node = self._readers[value]
        if node.op_type != kind:
            raise ValueError(f"expected {kind} after {value}, found {node.op_type}")
        return node

    def normalisation(self, node: onnx.NodeProto) -> Normalisation:
        gamma, beta, mean, variance = (self.constants[name] for name in node.input[1:])
        epsilon = next(item.f for item in node.attribute if item.name == "epsilon")
        return normalisation(gamma, beta, mean, variance, epsilon)


def read_network(model: onnx.ModelProto) -> Network:
    """Raises ValueError or KeyError if the graph is not SFace as OpenCV Zoo publishes it."""
    reader = _Reader(model.graph)
    minus = reader.next(model.graph.input[0].name, "Sub")
    times = reader.next(minus.output[0], "Mul")
    value, layers = times.output[0], []
    while reader.kind_after(value) == "Conv":
        layer, value = _read_layer(reader, value)
        layers.append(layer)
    before = reader.next(value, "BatchNormalization")
    flat = reader.next(reader.next(before.output[0], "Dropout").output[0], "Flatten")
    matrix = reader.next(flat.output[0], "Gemm")
    after = reader.next(matrix.output[0], "BatchNormalization")
    return Network(
        offset=reader.constants[minus.input[1]],
        factor=reader.constants[times.input[1]],
        layers=tuple(layers),
        before_matrix=reader.normalisation(before),
        matrix=reader.weights[matrix.input[1]],
        matrix_bias=reader.weights[matrix.input[2]].values().reshape(-1),
        after_matrix=reader.normalisation(after),
    )


def _read_layer(reader: _Reader, value: str) -> tuple[Layer, str]:
    conv = reader.next(value, "Conv")
    norm = reader.next(conv.output[0], "BatchNormalization")
    activation = reader.next(norm.output[0], "PRelu")
    layer = Layer(
        name=conv.name,
        weight=reader.weights[conv.input[1]],
        attributes={item.name: helper.get_attribute_value(item) for item in conv.attribute},
        normalisation=reader.normalisation(norm),
        slopes=reader.constants[activation.input[1]].reshape(-1),
    )
    return layer, activation.output[0]


def write_network(network: Network, *, four_bits: frozenset[str] = frozenset()) -> onnx.ModelProto:
    """One input "data" (batch, 3, 112, 112) of RGB 0..255, one output "fc1" (batch, numbers).

    `four_bits` names the layers whose weights are stored in four bits instead of the published eight; "matrix" is the
    last one.
    """
    writer = GraphWriter()
    # InsightFace recognises by these two names, among the first eight nodes, that the graph scales its own input.
    value = writer.add("Sub", ["data", writer.constant("offset", network.offset)], "_minusscalar0")
    value = writer.add("Mul", [value, writer.constant("factor", network.factor)], "_mulscalar0")
    pending = np.ones(1, dtype=np.float32)
    for layer in network.layers:
        value, pending = _write_layer(writer, layer, value, pending, narrow=layer.name in four_bits)
    _write_matrix(writer, network, value, pending, narrow="matrix" in four_bits)
    length = network.matrix.shape[0]
    return writer.model("sface", {"data": ["batch", 3, 112, 112]}, {"fc1": ["batch", length]})


def _write_layer(writer: GraphWriter, layer: Layer, value: str, pending: Float, *, narrow: bool) -> tuple[str, Float]:
    name, channels = layer.name, layer.slopes.size
    weight = layer.weight.times_outputs(layer.normalisation.scale)
    if (pending != 1).any():
        weight = weight.times_inputs(pending)
    weight = in_four_bits(weight) if narrow else weight
    inputs = [value, writer.weight(name, weight), writer.constant(f"{name}.bias", layer.normalisation.shift)]
    linear = writer.add("Conv", inputs, f"{name}.linear", **layer.attributes)
    factors, beside = prelu_factors(layer.slopes)
    positive = writer.add("Relu", [linear], f"{name}.positive")
    slope = writer.constant(f"{name}.slope", beside.reshape(channels, 1, 1, 1))
    sloped = writer.add("Conv", [linear, slope], f"{name}.sloped", group=channels, kernel_shape=[1, 1])
    return writer.add("Add", [sloped, positive], f"{name}.out"), factors


def _write_matrix(writer: GraphWriter, network: Network, value: str, pending: Float, *, narrow: bool) -> None:
    before, after = network.before_matrix, network.after_matrix
    positions = network.matrix.shape[1] // before.shift.size
    shift = np.repeat(before.shift, positions).astype(np.float64)
    bias = (network.matrix.values() @ shift + network.matrix_bias) * after.scale + after.shift
    matrix = network.matrix.times_outputs(after.scale).times_inputs(before.scale * pending)
    matrix = in_four_bits(matrix) if narrow else matrix
    flat = writer.add("Flatten", [value], "flat")
    inputs = [flat, writer.weight("matrix", matrix), writer.constant("matrix.bias", bias.astype(np.float32))]
    writer.add("Gemm", inputs, "fc1", transB=1)
