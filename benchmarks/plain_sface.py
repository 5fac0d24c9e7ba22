"""SFace as float32 weights in plain nodes, which every library that reads ONNX can run."""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper


def write_plain(source: Path, target: Path) -> None:
    """Write a model whose weights are block-quantised with its weights as float32, for batches of any size."""
    model = onnx.load(str(source))
    graph = model.graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    kept = []
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            tensors[node.output[0]] = _dequantised(node, *(tensors.pop(name) for name in node.input))
        elif node.op_type == "Reshape" and node.input[0] in tensors:
            tensors[node.output[0]] = tensors.pop(node.input[0]).reshape(tensors.pop(node.input[1]))
        else:
            kept.append(node)
    images = next(value for value in graph.input if value.name not in {name.name for name in graph.initializer})
    for value in (images, graph.output[0]):
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    initializer = [numpy_helper.from_array(tensor, name) for name, tensor in tensors.items()]
    plain = onnx.helper.make_graph(kept, graph.name, [images], list(graph.output), initializer)
    onnx.save(onnx.helper.make_model(plain, opset_imports=model.opset_import, ir_version=model.ir_version), str(target))


def _dequantised(
    node: onnx.NodeProto, values: NDArray[np.int8], scales: NDArray[np.float32], zeros: NDArray[np.int8]
) -> NDArray[np.float32]:
    attributes = {attribute.name: attribute.i for attribute in node.attribute}
    axis, length = attributes["axis"], values.shape[attributes["axis"]]

    def spread(blocks: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.repeat(blocks, attributes["block_size"], axis).take(range(length), axis)

    plain: NDArray[np.float32] = (values.astype(np.float32) - spread(zeros.astype(np.float32))) * spread(scales)
    return plain
