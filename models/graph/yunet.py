"""Rewrite YuNet for images of any height and width, with its four heads in one convolution per level (three levels).

The published file has a fixed input of 640x640 and, at each level, four pairs of small convolutions (class, objectness,
box, landmarks), followed by reshapes and transposes. Joined to one pair, they read the features once. The outputs stay
maps, so that their reader can look only where there is a face.
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from graph.blocks import BlockWeight, Float, block_weights, stacked
from graph.writer import GraphWriter

STRIDES = (8, 16, 32)
HEADS = ("cls", "obj", "bbox", "kps")
CHANNELS = 16


class _Source:
    """The published graph: its weights in blocks, everything else as plain arrays."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.graph = graph
        self.blocks = block_weights(graph)
        self._constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self._producers = {node.output[0]: node for node in graph.node}

    def is_constant(self, name: str) -> bool:
        return name in self._constants

    def array(self, name: str) -> Float:
        if name in self.blocks:
            return self.blocks[name].values().reshape(-1)
        return self._constants[name]

    def head(self, output: str) -> tuple[onnx.NodeProto, onnx.NodeProto]:
        """The 1x1 and the depthwise 3x3 convolution that an output comes from."""
        node = self._producers[output]
        while node.op_type != "Conv":
            node = self._producers[node.input[0]]
        return self._producers[node.input[0]], node


def write_detector(model: onnx.ModelProto) -> onnx.ModelProto:
    """One input "input" (batch, 3, height, width), sides in multiples of 32; outputs "level_8", "level_16", "level_32".

    Each output is (batch, 16, height / stride, width / stride), its channels being the logits of class and objectness,
    four of the box, ten of the landmarks.
    """
    source, writer = _Source(model.graph), GraphWriter()
    features = {source.head(f"cls_{stride}")[0].input[0] for stride in STRIDES}
    for node in _backbone(source.graph, features):
        if node.op_type == "Conv":
            _copy_convolution(source, writer, node)
        else:
            _copy_node(source, writer, node)
    for stride in STRIDES:
        _write_heads(source, writer, stride)
    size = ["batch", 3, "height", "width"]
    outputs = {f"level_{stride}": ["batch", CHANNELS, f"height_{stride}", f"width_{stride}"] for stride in STRIDES}
    return writer.model("yunet", {"input": size}, outputs)


def _backbone(graph: onnx.GraphProto, features: set[str]) -> list[onnx.NodeProto]:
    """The nodes that the heads' inputs depend on, except those that rebuild weights, in the order of the file."""
    needed, nodes = set(features), []
    for node in reversed(graph.node):
        if node.output[0] in needed and node.op_type not in ("DequantizeLinear", "Reshape"):
            nodes.append(node)
            needed.update(node.input)
    return nodes[::-1]


def _attributes(node: onnx.NodeProto) -> dict[str, object]:
    return {item.name: helper.get_attribute_value(item) for item in node.attribute}


def _copy_node(source: _Source, writer: GraphWriter, node: onnx.NodeProto) -> None:
    for name in node.input:
        if source.is_constant(name):
            writer.constant(name, source.array(name))
    writer.add(node.op_type, list(node.input), node.output[0], **_attributes(node))


def _copy_convolution(source: _Source, writer: GraphWriter, node: onnx.NodeProto) -> None:
    value, weight, bias = node.input
    offsets = writer.constant(f"{node.name}.bias", source.array(bias))
    inputs = [value, writer.weight(node.name, source.blocks[weight]), offsets]
    writer.add("Conv", inputs, node.output[0], **_attributes(node))


def _write_heads(source: _Source, writer: GraphWriter, stride: int) -> None:
    pairs = [source.head(f"{head}_{stride}") for head in HEADS]
    name = f"heads_{stride}"
    first = stacked([source.blocks[narrow.input[1]] for narrow, _ in pairs])
    bias = np.concatenate([source.array(narrow.input[2]) for narrow, _ in pairs])
    inputs = [pairs[0][0].input[0], writer.weight(name, first), writer.constant(f"{name}.bias", bias)]
    narrow = writer.add("Conv", inputs, f"{name}.narrow", kernel_shape=[1, 1])
    window = np.concatenate([_values(source, wide.input[1]) for _, wide in pairs])
    bias = np.concatenate([source.array(wide.input[2]) for _, wide in pairs])
    inputs = [narrow, writer.constant(f"{name}.window", window), writer.constant(f"{name}.window_bias", bias)]
    writer.add("Conv", inputs, f"level_{stride}", group=CHANNELS, kernel_shape=[3, 3], pads=[1, 1, 1, 1])


def _values(source: _Source, name: str) -> Float:
    weight: BlockWeight | None = source.blocks.get(name)
    return source.array(name) if weight is None else weight.values()
