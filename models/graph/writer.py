"""Build a graph node by node; every run writes the same bytes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from graph.blocks import BlockWeight
from graph.nibbles import packed

OPSET = 17
IR_VERSION = 8


class GraphWriter:
    """Collects nodes and constants; values are identified by their names."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def add(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Append a node with the same name as its output, and return that name."""
        self._nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Add a tensor to the graph under a name; several nodes may share one."""
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def weight(self, name: str, weight: BlockWeight) -> str:
        """Add constants, and the nodes that rebuild the float32 weight from them when a session starts."""
        values = self._quantised(name, weight)
        if weight.zero.any():
            values = self.add("Sub", [values, self._as_float(f"{name}.zero", weight.zero)], f"{name}.centred")
        values = self.add("Mul", [values, self._scale(name, weight)], f"{name}.blocks")
        shape = self.constant(f"{name}.shape", np.array(weight.shape, dtype=np.int64))
        values = self.add("Reshape", [values, shape], f"{name}.rows")
        if weight.per_input is None:
            return values
        return self.add("Mul", [values, self.constant(f"{name}.inputs", weight.per_input)], f"{name}.scaled")

    def _quantised(self, name: str, weight: BlockWeight) -> str:
        if weight.bits == 8:
            return self._as_float(f"{name}.quantised", weight.quantised)
        # Arithmetic on floats, because not every onnxruntime can shift or hold four-bit integers.
        both = self._as_float(f"{name}.packed", packed(weight.quantised))
        sixteenth = self.add("Mul", [both, self.constant("sixteenth", np.float32(1 / 16))], f"{name}.sixteenth")
        high = self.add("Floor", [sixteenth], f"{name}.high")
        shifted = self.add("Mul", [high, self.constant("sixteen", np.float32(16))], f"{name}.shifted")
        low = self.add("Sub", [both, shifted], f"{name}.low")
        return self.add("Concat", [low, high], f"{name}.unpacked", axis=2)

    def _scale(self, name: str, weight: BlockWeight) -> str:
        halves = weight.scale.astype(np.float16)
        if (halves == weight.scale).all():
            return self._as_float(f"{name}.scale", halves)
        return self.constant(f"{name}.scale", weight.scale)

    def _as_float(self, name: str, values: NDArray[Any]) -> str:
        return self.add("Cast", [self.constant(name, values)], f"{name}.float", to=TensorProto.FLOAT)

    def model(
        self, name: str, inputs: dict[str, Sequence[int | str]], outputs: dict[str, Sequence[int | str]]
    ) -> onnx.ModelProto:
        """The checked model; sizes are numbers, or names for free dimensions."""
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in inputs.items()],
            [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in outputs.items()],
            list(self._constants.values()),
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="photoindex"
        )
        onnx.checker.check_model(model, full_check=True)
        return model
