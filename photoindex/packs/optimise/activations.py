"""Replace PReLU by operations that onnxruntime runs in its blocked layout. Its own PRelu does not support that layout.

With slope a, PReLU is `(1 - a) * (relu(x) + a / (1 - a) * x)`. The inner part is a Relu, a depthwise 1x1 convolution
and an Add, and onnxruntime fuses these three. If possible, the factor `1 - a` is folded into the nodes that read the
result; otherwise the factor takes one more convolution.
"""

import numpy as np
import onnx
from onnx import helper

from photoindex.packs.optimise.arithmetic import Float, prelu_factors, spread, times_inputs
from photoindex.packs.optimise.editor import GraphEditor, attributes_of, copy_with
from photoindex.packs.optimise.normalisations import depthwise, matrix_behind, set_weights


def replace_prelu(graph: GraphEditor) -> None:
    """Rewrite every PRelu that follows a convolution or normalisation with constant parameters."""
    for node in list(graph.nodes):
        if node.op_type == "PRelu" and (slopes := _slopes(graph, node)) is not None:
            _replace(graph, node, slopes)


def _slopes(graph: GraphEditor, node: onnx.NodeProto) -> Float | None:
    """The slopes per channel, if the input is certain to be (batch, channels, height, width); else None."""
    before, slopes = graph.producer(node.input[0]), graph.constants.get(node.input[1])
    if before is None or slopes is None or before.op_type not in ("Conv", "BatchNormalization"):
        return None
    weight = graph.constants.get(before.input[1])
    if weight is None or (before.op_type == "Conv" and weight.ndim != 4):
        return None
    channels = weight.shape[0]
    if slopes.size == 1:
        return np.full(channels, slopes.reshape(()), dtype=np.float32)
    by_channel = slopes.shape in ((channels, 1, 1), (1, channels, 1, 1))
    return slopes.reshape(-1).astype(np.float32) if by_channel else None


def _replace(graph: GraphEditor, node: onnx.NodeProto, slopes: Float) -> None:
    value, output = node.input[0], node.output[0]
    factors, beside = prelu_factors(slopes)
    absorbed = _absorb(graph, output, factors)
    positive = helper.make_node("Relu", [value], [f"{output}.positive"], name=f"{output}.positive")
    sloped = depthwise(graph, value, beside if absorbed else slopes, f"{output}.sloped")
    new = [positive, sloped]
    if not absorbed:
        new.append(depthwise(graph, positive.output[0], 1 - slopes, f"{output}.scaled"))
    total = helper.make_node("Add", [sloped.output[0], new[-1 if not absorbed else 0].output[0]], [output], name=output)
    graph.replace(node, [*new, total])


def _absorb(graph: GraphEditor, value: str, factors: Float) -> bool:
    """Change all readers of `value` so that they expect `value` divided by `factors`. If this is not possible for every
    reader, nothing is changed.
    """
    if graph.is_output(value):
        return False
    if (matrix := matrix_behind(graph, value)) is not None:
        return _absorb_in_matrix(graph, matrix, factors)
    readers = graph.readers(value)
    if not readers or not all(_can_absorb(graph, reader, value) for reader in readers):
        return False
    for reader in readers:
        if reader.op_type == "Conv":
            _absorb_in_convolution(graph, reader, factors)
        else:
            _absorb_in_normalisation(graph, reader, factors)
    return True


def _can_absorb(graph: GraphEditor, node: onnx.NodeProto, value: str) -> bool:
    constant = graph.constant_inputs(node) is not None
    return constant and node.op_type in ("Conv", "BatchNormalization") and node.input[0] == value


def _absorb_in_matrix(graph: GraphEditor, node: onnx.NodeProto, factors: Float) -> bool:
    weight, *bias = graph.constant_inputs(node) or []
    positions, rest = divmod(weight.shape[1], factors.size)
    if rest:
        return False
    scaled = (weight * spread(factors, positions).astype(np.float64)).astype(np.float32)
    set_weights(graph, node, scaled, bias[0] if bias else np.zeros(len(weight), dtype=np.float32))
    return True


def _absorb_in_convolution(graph: GraphEditor, node: onnx.NodeProto, factors: Float) -> None:
    weight = times_inputs(graph.constants[node.input[1]], factors, attributes_of(node).get("group", 1))
    name = graph.add_constant(f"{node.name or node.output[0]}.weight", weight)
    graph.replace(node, [copy_with(node, inputs=[node.input[0], name, *node.input[2:]])])


def _absorb_in_normalisation(graph: GraphEditor, node: onnx.NodeProto, factors: Float) -> None:
    value, gamma, beta, mean, variance = node.input
    scaled = graph.add_constant(f"{gamma}.scaled", (graph.constants[gamma] * factors).astype(np.float32))
    moved = graph.add_constant(f"{mean}.scaled", (graph.constants[mean] / factors).astype(np.float32))
    graph.replace(node, [copy_with(node, inputs=[value, scaled, beta, moved, variance])])
