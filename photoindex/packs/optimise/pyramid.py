"""Merge the three heads of each level of SCRFD into one convolution, and let the network take images of any size.

The published graphs have, at each level, three convolutions over the same features (score, box, landmarks), each
followed by a Transpose, a Reshape and perhaps a Sigmoid. Merged into one convolution, they read the features only once.
The outputs stay maps, so that only cells with a face need further computation. The published graphs upsample the
feature pyramid to sizes that are computed by a subgraph or fixed in the file. Neither is necessary: successive levels
differ by a factor of two, so each level can be upsampled by that factor.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper

from photoindex.packs.optimise.arithmetic import Float
from photoindex.packs.optimise.editor import GraphEditor, attributes_of, copy_with

STRIDES = (8, 16, 32)
# Two anchors per cell, as in every SCRFD of three levels: scores, boxes, landmarks.
WIDTHS = (2, 8, 20)
CHANNELS = sum(WIDTHS)


@dataclass(frozen=True, slots=True)
class _Head:
    """The convolution behind an output, and the weights of that convolution with any following scale applied."""

    node: onnx.NodeProto
    weight: Float
    bias: Float


def merge_heads(graph: GraphEditor) -> bool:
    """Replace the nine outputs by `level_8`, `level_16`, `level_32` of (batch, 30, height / stride, width / stride).

    Channels are the score logits of two anchors, then four box distances for each, then ten landmark offsets for each,
    in units of the stride. Returns False, and changes nothing, if the graph is not as described above.
    """
    if len(graph.outputs) != len(STRIDES) * len(WIDTHS):
        return False
    levels = [[_head(graph, graph.outputs[index + 3 * part].name, part) for part in range(3)] for index in range(3)]
    complete = [[head for head in level if head is not None] for level in levels]
    if not all(len(level) == len(WIDTHS) and _can_merge(level) for level in complete):
        return False
    graph.outputs = []
    for level, stride in zip(complete, STRIDES, strict=True):
        _merge(graph, level, f"level_{stride}")
        shape: list[int | str] = ["batch", CHANNELS, f"height_{stride}", f"width_{stride}"]
        graph.outputs.append(helper.make_tensor_value_info(f"level_{stride}", TensorProto.FLOAT, shape))
    return True


def enlarge_by_scales(graph: GraphEditor) -> None:
    """Where an upsampled map is added to the maps of the finer level, upsample by a factor of two instead of to a given
    size.
    """
    for node in list(graph.nodes):
        reader = graph.only_reader(node.output[0]) if node.op_type == "Resize" and len(node.input) == 4 else None
        if reader is None or reader.op_type != "Add" or not _repeats_pixels(node):
            continue
        doubled = graph.add_constant("doubled", np.array([1, 1, 2, 2], dtype=np.float32))
        nothing = graph.add_constant("no_region", np.array([], dtype=np.float32))
        graph.replace(node, [copy_with(node, inputs=[node.input[0], nothing, doubled])])


def free_sizes(graph: GraphEditor) -> None:
    """Let the network take images of any height and width, in multiples of 32."""
    name = graph.inputs[0].name
    graph.inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 3, "height", "width"])]


def _repeats_pixels(node: onnx.NodeProto) -> bool:
    attributes = attributes_of(node)
    return (
        attributes.get("mode", b"nearest") == b"nearest"
        and attributes.get("coordinate_transformation_mode") == b"asymmetric"
        and attributes.get("nearest_mode") == b"floor"
    )


def _head(graph: GraphEditor, output: str, part: int) -> _Head | None:
    """The head behind one output, if every node between them can be dropped or merged; else None."""
    node, kinds = graph.producer(output), []
    factor = np.ones((), dtype=np.float32)
    while node is not None and node.op_type != "Conv":
        kinds.append(node.op_type)
        if node.op_type == "Mul":
            scale = graph.constants.get(node.input[1])
            if scale is None or scale.size != 1:
                return None
            factor = factor * scale.reshape(())
        if node.op_type == "Transpose" and attributes_of(node)["perm"] != [0, 2, 3, 1]:
            return None
        node = graph.producer(node.input[0])
    constants = graph.constant_inputs(node) if node is not None else None
    expected = ["Sigmoid", "Reshape", "Transpose"] if part == 0 else ["Reshape", "Transpose"]
    if node is None or not constants or [kind for kind in kinds if kind != "Mul"] != expected:
        return None
    if (part == 0 and "Mul" in kinds) or constants[0].shape[0] != WIDTHS[part] or constants[0].ndim != 4:
        return None
    bias = constants[1] if len(constants) > 1 else np.zeros(WIDTHS[part], dtype=np.float32)
    return _Head(node, constants[0] * factor, bias * factor)


def _can_merge(heads: list[_Head]) -> bool:
    first = heads[0].node
    return all(
        head.node.input[0] == first.input[0] and _geometry(head.node) == _geometry(first) for head in heads
    ) and (_geometry(first)["group"] == 1)


def _geometry(node: onnx.NodeProto) -> dict[str, object]:
    return {"group": 1, "auto_pad": b"NOTSET", **attributes_of(node)}


def _merge(graph: GraphEditor, heads: list[_Head], output: str) -> None:
    weight = graph.add_constant(f"{output}.weight", np.concatenate([head.weight for head in heads]).astype(np.float32))
    bias = graph.add_constant(f"{output}.bias", np.concatenate([head.bias for head in heads]).astype(np.float32))
    merged = copy_with(heads[0].node, inputs=[heads[0].node.input[0], weight, bias], output=output)
    merged.name = output
    graph.replace(heads[0].node, [merged])
