"""Fold the nodes of a graph that depend on constants alone, as onnxruntime does when a session starts."""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from onnx import helper

from photoindex.packs.optimise.editor import GraphEditor, Values, attributes_of

_OPERATIONS: dict[str, Callable[..., Any]] = {
    "Cast": lambda values, *, to: values.astype(helper.tensor_dtype_to_np_dtype(to)),
    "Concat": lambda *values, axis: np.concatenate(values, axis=axis),
    "Floor": np.floor,
    "Mul": np.multiply,
    "Reshape": lambda values, shape: values.reshape([int(size) for size in shape]),
    "Sub": np.subtract,
}


def fold_constants(graph: GraphEditor) -> None:
    """Replace each simple node that reads only constants by its result."""
    for node in list(graph.nodes):
        values = _result(graph, node)
        if values is not None:
            graph.constants[node.output[0]] = values
            graph.replace(node, [])


def _result(graph: GraphEditor, node: onnx.NodeProto) -> Values | None:
    inputs = [graph.constants.get(name) for name in node.input]
    if node.op_type not in _OPERATIONS or graph.is_output(node.output[0]) or any(values is None for values in inputs):
        return None
    if node.op_type == "Reshape" and 0 in (inputs[1] if inputs[1] is not None else ()):
        return None
    values: Values = np.asarray(_OPERATIONS[node.op_type](*inputs, **attributes_of(node)))
    return values
