"""Fold BatchNormalization into the convolution before it, or into the matrix on either side."""

import numpy as np
import onnx
from onnx import helper

from photoindex.packs.optimise.arithmetic import Float, Normalisation, normalisation, spread, times_outputs
from photoindex.packs.optimise.editor import GraphEditor, attributes_of, copy_with

_MATRIX_DEFAULTS = {"alpha": 1.0, "beta": 1.0, "transA": 0}


def strip_identities(graph: GraphEditor) -> None:
    """Remove the nodes that do nothing at inference: Identity and Dropout."""
    for node in list(graph.nodes):
        in_use = any(graph.readers(value) or graph.is_output(value) for value in node.output[1:])
        if node.op_type in ("Identity", "Dropout") and not in_use and not graph.is_output(node.output[0]):
            graph.bypass(node)


def fold_normalisations(graph: GraphEditor) -> None:
    """Fuse Conv + BatchNormalization, Gemm + BatchNormalization, and BatchNormalization + Flatten + Gemm."""
    for node in list(graph.nodes):
        norm = normalisation_of(graph, node)
        if norm is not None:
            _into_producer(graph, node, norm) or _into_matrix_behind(graph, node, norm)


def normalisation_of(graph: GraphEditor, node: onnx.NodeProto) -> Normalisation | None:
    """The scale and shift of a BatchNormalization with constant parameters; None for other nodes."""
    constants = graph.constant_inputs(node)
    if node.op_type != "BatchNormalization" or constants is None or len(node.output) != 1:
        return None
    gamma, beta, mean, variance = constants
    return normalisation(gamma, beta, mean, variance, attributes_of(node).get("epsilon", 1e-5))


def reads_rows(graph: GraphEditor, node: onnx.NodeProto | None) -> bool:
    """Whether the node is a Gemm with a constant matrix and a constant bias, and each row of the matrix computes one
    output.
    """
    if node is None or node.op_type != "Gemm" or graph.constant_inputs(node) is None:
        return False
    attributes = attributes_of(node)
    plain = all(attributes.get(name, value) == value for name, value in _MATRIX_DEFAULTS.items())
    return plain and attributes.get("transB", 0) == 1


def matrix_behind(graph: GraphEditor, value: str) -> onnx.NodeProto | None:
    """The Gemm that reads the maps `value` after they are flattened. None if anything else reads the maps."""
    flatten = graph.only_reader(value)
    if flatten is None or flatten.op_type != "Flatten" or attributes_of(flatten).get("axis", 1) != 1:
        return None
    matrix = graph.only_reader(flatten.output[0])
    return matrix if reads_rows(graph, matrix) else None


def set_weights(graph: GraphEditor, node: onnx.NodeProto, weight: Float, bias: Float) -> None:
    """Replace the weights of a Conv or Gemm; constants that other nodes read do not change."""
    stem = node.name or node.output[0]
    inputs = [node.input[0], graph.add_constant(f"{stem}.weight", weight), graph.add_constant(f"{stem}.bias", bias)]
    graph.replace(node, [copy_with(node, inputs=inputs)])


def _into_producer(graph: GraphEditor, node: onnx.NodeProto, norm: Normalisation) -> bool:
    before = graph.producer(node.input[0])
    if before is None or graph.only_reader(node.input[0]) is not node:
        return False
    constants = graph.constant_inputs(before)
    if constants is None or not (before.op_type == "Conv" or reads_rows(graph, before)):
        return False
    weight = times_outputs(constants[0], norm.scale)
    bias = norm.shift if len(constants) == 1 else constants[1].reshape(-1) * norm.scale + norm.shift
    graph.replace(node, [])
    before.output[:] = [node.output[0]]
    set_weights(graph, before, weight, bias.astype(np.float32))
    return True


def _into_matrix_behind(graph: GraphEditor, node: onnx.NodeProto, norm: Normalisation) -> bool:
    matrix = matrix_behind(graph, node.output[0])
    if matrix is None:
        return False
    constants = graph.constant_inputs(matrix) or []
    weight = constants[0]
    positions, rest = divmod(weight.shape[1], norm.scale.size)
    if rest:
        return False
    before = weight @ spread(norm.shift, positions).astype(np.float64)
    bias = before if len(constants) == 1 else before + constants[1].reshape(-1)
    scaled = weight * spread(norm.scale, positions).astype(np.float64)
    set_weights(graph, matrix, scaled.astype(np.float32), bias.astype(np.float32))
    graph.bypass(node)
    return True


def depthwise(graph: GraphEditor, value: str, factors: Float, output: str) -> onnx.NodeProto:
    """A convolution that multiplies maps by a factor per channel. onnxruntime runs such a convolution in its blocked
    layout.
    """
    weight = graph.add_constant(f"{output}.weight", factors.reshape(-1, 1, 1, 1))
    return helper.make_node(
        "Conv", [value, weight], [output], name=output, group=int(factors.size), kernel_shape=[1, 1]
    )
