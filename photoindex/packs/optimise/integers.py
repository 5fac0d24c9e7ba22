"""For processors with byte dot products, quantise the widest matrix products of an embedder; the rest stays float32.

A 1x1 convolution multiplies a matrix with the channels of every pixel. The weights of the convolution are rounded to
int8, with one scale per output. The input is rounded to uint8, with one scale per face (DynamicQuantizeLinear), so that
no calibration with faces is needed. onnxruntime's `MatMulIntegerToFloat` and `DynamicQuantizeMatMul` do the rest.
"""

import numpy as np
import onnx
from onnx import helper

from photoindex.packs.optimise.arithmetic import Float
from photoindex.packs.optimise.constants import fold_constants
from photoindex.packs.optimise.editor import GraphEditor, Values, attributes_of
from photoindex.packs.optimise.normalisations import reads_rows

# With fewer channels, rounding the input and moving its channels to the last axis would take as much time as the faster
# product saves.
LEAST_CHANNELS = 128
ONNXRUNTIME = "com.microsoft"


def in_integers(model: onnx.ModelProto) -> onnx.ModelProto | None:
    """The embedder with its wide 1x1 convolutions and its last matrix product computed with 8-bit integers; None if no
    convolution is wide.
    """
    graph = GraphEditor(model)
    fold_constants(graph)
    before = len(graph.nodes)
    for node in list(graph.nodes):
        if _is_wide(graph, node):
            graph.replace(node, _product(graph, node))
    if len(graph.nodes) == before:
        return None
    for node in list(graph.nodes):
        if reads_rows(graph, node) and len(node.input) == 3:
            graph.replace(node, [_last_product(graph, node)])
    for item in [*graph.inputs, *graph.outputs]:
        # In a batch, all faces would share one input scale, so that a face's vector would depend on the others.
        item.type.tensor_type.shape.dim[0].dim_value = 1
    graph.opsets.append(helper.make_opsetid(ONNXRUNTIME, 1))
    return graph.finished()


def rounded(weight: Float) -> tuple[Values, Float]:
    """The matrix (outputs, inputs), rounded to int8 and transposed to (inputs, outputs), and each output's scale."""
    largest = np.abs(weight).max(axis=1)
    scale = (np.maximum(largest, np.finfo(np.float32).tiny) / 127).astype(np.float32)
    return np.round(weight / scale[:, None]).astype(np.int8).T.copy(), scale


def _is_wide(graph: GraphEditor, node: onnx.NodeProto) -> bool:
    if node.op_type != "Conv" or graph.constant_inputs(node) is None:
        return False
    attributes, shape = attributes_of(node), graph.constants[node.input[1]].shape
    plain = (
        attributes.get("group", 1) == 1
        and all(step == 1 for step in attributes.get("strides", [1]))
        and not any(attributes.get("pads", []))
    )
    return plain and len(shape) == 4 and shape[2:] == (1, 1) and shape[1] >= LEAST_CHANNELS


def _product(graph: GraphEditor, node: onnx.NodeProto) -> list[onnx.NodeProto]:
    value, output = node.input[0], node.output[0]
    weight, *bias = graph.constant_inputs(node) or []
    offsets = bias[0] if bias else np.zeros(len(weight), dtype=np.float32)
    bytes_, scale, zero = f"{output}.bytes", f"{output}.step", f"{output}.zero"
    last, product = f"{output}.last", f"{output}.product"
    columns, steps, zeros = _constants(graph, output, weight[:, :, 0, 0])
    inputs = [last, columns, scale, steps, zero, zeros, graph.add_constant(f"{output}.bias", offsets)]
    return [
        helper.make_node("DynamicQuantizeLinear", [value], [bytes_, scale, zero], name=bytes_),
        helper.make_node("Transpose", [bytes_], [last], name=last, perm=[0, 2, 3, 1]),
        helper.make_node("MatMulIntegerToFloat", inputs, [product], name=product, domain=ONNXRUNTIME),
        helper.make_node("Transpose", [product], [output], name=output, perm=[0, 3, 1, 2]),
    ]


def _last_product(graph: GraphEditor, node: onnx.NodeProto) -> onnx.NodeProto:
    output = node.output[0]
    inputs = [node.input[0], *_constants(graph, output, graph.constants[node.input[1]]), node.input[2]]
    return helper.make_node("DynamicQuantizeMatMul", inputs, [output], name=output, domain=ONNXRUNTIME)


def _constants(graph: GraphEditor, output: str, weight: Float) -> list[str]:
    """Add the constants that both kinds of product need (weight, scales and zeros), and return their names."""
    columns, scale = rounded(weight)
    parts = {"weight": columns, "scale": scale, "zeros": np.zeros(len(scale), dtype=np.int8)}
    return [graph.add_constant(f"{output}.{name}", values) for name, values in parts.items()]
