"""Build small networks, and run them."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from photoindex.inference.session import open_session

SIDE = 16
CHANNELS = 4
LENGTH = 6
Float = NDArray[np.float32]


class Net:
    """Builds a small embedder node by node, with different weights each time."""

    def __init__(self, *, batch: int | str = 1, weights_are_inputs: bool = False) -> None:
        self.random = np.random.default_rng(7)
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.batch, self.weights_are_inputs = batch, weights_are_inputs

    def weight(self, *shape: int, low: float = -1, high: float = 1) -> str:
        name = f"w{len(self.weights)}"
        values = self.random.uniform(low, high, shape).astype(np.float32)
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def conv(self, value: str, inputs: int, *, group: int = 1, bias: bool = True) -> str:
        names = [self.weight(CHANNELS, inputs // group, 3, 3)] + ([self.weight(CHANNELS)] if bias else [])
        return self.add("Conv", value, *names, kernel_shape=[3, 3], pads=[1, 1, 1, 1], group=group)

    def norm(self, value: str, size: int = CHANNELS) -> str:
        names = [self.weight(size, low=0.5, high=2) for _ in range(4)]
        return self.add("BatchNormalization", value, *names, epsilon=1e-3)

    def prelu(self, value: str, shape: tuple[int, ...] = (CHANNELS, 1, 1)) -> str:
        return self.add("PRelu", value, self.weight(*shape, low=-0.5, high=1.2))

    def matrix(self, value: str) -> str:
        flat = self.add("Flatten", value)
        return self.add("Gemm", flat, self.weight(LENGTH, CHANNELS * SIDE * SIDE), self.weight(LENGTH), transB=1)

    def model(self, output: str) -> onnx.ModelProto:
        image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [self.batch, 3, SIDE, SIDE])
        inputs = [image]
        if self.weights_are_inputs:
            inputs += [helper.make_tensor_value_info(w.name, TensorProto.FLOAT, w.dims) for w in self.weights]
        vector = helper.make_tensor_value_info(output, TensorProto.FLOAT, [self.batch, LENGTH])
        graph = helper.make_graph(self.nodes, "net", inputs, [vector], self.weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: onnx.ModelProto, images: Float) -> list[Float]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs: list[Float] = session.run(None, {session.get_inputs()[0].name: images})
    return outputs


def run_in_session(model: onnx.ModelProto, folder: Path, values: Float) -> list[Float]:
    """Run a model in a session as scans open it: onnxruntime's own defaults saturate on processors without VNNI."""
    path = folder / "model.onnx"
    path.write_bytes(model.SerializeToString())
    return open_session(path).run(values)


def images(count: int = 1) -> Float:
    return np.random.default_rng(3).uniform(-1, 1, (count, 3, SIDE, SIDE)).astype(np.float32)


def kinds(model: onnx.ModelProto) -> list[str]:
    return [node.op_type for node in model.graph.node]


def assert_same(before: onnx.ModelProto, after: onnx.ModelProto) -> None:
    (expected,), (given_,) = run(before, images()), run(after, images())
    assert np.allclose(given_, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def chain(net: Net) -> str:
    """A miniature embedder of the MobileFaceNet family."""
    value = net.prelu(net.norm(net.conv("image", 3, bias=False)))
    value = net.prelu(net.norm(net.conv(value, CHANNELS, group=CHANNELS)))
    value = net.norm(net.prelu(net.norm(net.conv(value, CHANNELS))))
    return net.norm(net.matrix(net.add("Dropout", value)), LENGTH)
