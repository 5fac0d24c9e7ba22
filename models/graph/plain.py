"""Convert the weights of a published file to plain float32 and change nothing else, for comparisons."""

import onnx
from onnx import numpy_helper

from graph.blocks import block_weights


def plain_float32(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model, changed in place: no DequantizeLinear, and no weights among its inputs."""
    graph = model.graph
    blocks = block_weights(graph)
    kept = [
        node
        for node in graph.node
        if node.op_type != "DequantizeLinear" and not (node.op_type == "Reshape" and node.input[0] in blocks)
    ]
    for name in sorted({name for node in kept for name in node.input} & blocks.keys()):
        values = blocks[name].values()
        graph.initializer.append(numpy_helper.from_array(values.reshape(-1) if "bias" in name else values, name))
    del graph.input[1:]
    del graph.node[:]
    graph.node.extend(kept)
    return model
