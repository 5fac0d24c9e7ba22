"""Edit an ONNX graph. Nodes are found by the values they write and read, and constants are held as arrays."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Values = NDArray[Any]


class GraphEditor:
    """The nodes and constants of a copy of `model`. Values that two readers may share are never changed in place."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._name = model.graph.name or "graph"
        # Older versions of the format list weights as inputs, and onnxruntime does not treat inputs as constants.
        self._version = max(4, model.ir_version)
        self.opsets = list(model.opset_import)
        self.constants: dict[str, Values] = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
        self.inputs = [_copied(item) for item in model.graph.input if item.name not in self.constants]
        self.outputs = [_copied(item) for item in model.graph.output]
        self.nodes: list[onnx.NodeProto] = []
        for node in model.graph.node:
            values = _constant_of(node)
            if values is None:
                self.nodes.append(_copied(node))
            else:
                self.constants[node.output[0]] = values

    def producer(self, value: str) -> onnx.NodeProto | None:
        """The node that writes a value; None for inputs and constants."""
        return next((node for node in self.nodes if value in node.output), None)

    def readers(self, value: str) -> list[onnx.NodeProto]:
        return [node for node in self.nodes if value in node.input]

    def only_reader(self, value: str) -> onnx.NodeProto | None:
        """The only node that reads a value; None if there are several, or if the value is an output."""
        readers = self.readers(value)
        return readers[0] if len(readers) == 1 and not self.is_output(value) else None

    def is_output(self, value: str) -> bool:
        return any(item.name == value for item in self.outputs)

    def constant_inputs(self, node: onnx.NodeProto) -> list[Values] | None:
        """The values of all inputs of a node but the first. None if one of these inputs is missing or not constant."""
        found = [self.constants.get(name) for name in node.input[1:]]
        return None if any(values is None for values in found) else [v for v in found if v is not None]

    def add_constant(self, stem: str, values: Values) -> str:
        """Add a constant under an unused name; return the name."""
        name, number = stem, 1
        while name in self.constants:
            name, number = f"{stem}.{number}", number + 1
        self.constants[name] = values
        return name

    def replace(self, old: onnx.NodeProto, new: Sequence[onnx.NodeProto]) -> None:
        """Replace the node `old` by other nodes. The last of these should write the output of `old`."""
        at = next(index for index, node in enumerate(self.nodes) if node is old)
        self.nodes[at : at + 1] = new

    def bypass(self, node: onnx.NodeProto) -> None:
        """Remove a node: readers of its first output read its first input instead."""
        old, new = node.output[0], node.input[0]
        self.nodes = [other for other in self.nodes if other is not node]
        for reader in self.readers(old):
            reader.input[:] = [new if name == old else name for name in reader.input]

    def finished(self) -> onnx.ModelProto:
        """The model, checked and without unused nodes and constants."""
        nodes = self._needed()
        used = {name for node in nodes for name in node.input}
        weights = [
            numpy_helper.from_array(np.ascontiguousarray(values), name)
            for name, values in self.constants.items()
            if name in used
        ]
        graph = helper.make_graph(nodes, self._name, self.inputs, self.outputs, weights)
        model = helper.make_model(
            graph,
            opset_imports=self.opsets,
            ir_version=self._version,
            producer_name="photoindex",
        )
        onnx.checker.check_model(model)
        return model

    def _needed(self) -> list[onnx.NodeProto]:
        needed, kept = {item.name for item in self.outputs}, []
        for node in reversed(self.nodes):
            if needed.intersection(node.output):
                kept.append(node)
                needed.update(node.input)
        return kept[::-1]


def attributes_of(node: onnx.NodeProto) -> dict[str, Any]:
    """The attributes of a node by name."""
    return {item.name: helper.get_attribute_value(item) for item in node.attribute}


def copy_with(node: onnx.NodeProto, *, inputs: Iterable[str], output: str | None = None) -> onnx.NodeProto:
    """The same operation on other inputs, and with another (single) output if one is named."""
    new: onnx.NodeProto = _copied(node)
    new.input[:] = list(inputs)
    if output is not None:
        new.output[:] = [output]
    return new


def _copied(message: Any) -> Any:
    new = type(message)()
    new.CopyFrom(message)
    return new


def _constant_of(node: onnx.NodeProto) -> Values | None:
    if node.op_type != "Constant" or node.attribute[0].name != "value":
        return None
    values: Values = numpy_helper.to_array(node.attribute[0].t)
    return values
