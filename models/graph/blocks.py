"""Read block-quantised weights from DequantizeLinear nodes, and scale them block by block.

OpenCV Zoo stores `weight = (quantised - zero) * scale`, with one zero and one scale per block of up to 64 numbers of a
row. onnxruntime does not fold DequantizeLinear; it folds Cast, Sub, Mul and Reshape of constants when a session starts.
A file written with those (see `graph.writer`) keeps its size, while the session runs plain float32 weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

Float = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class BlockWeight:
    """A weight of `shape` (outputs first) in blocks along its flattened rows.

    quantised: int8, (outputs, blocks, block size), of 0..15 where `bits` is 4. zero: int8, (outputs, blocks, 1). scale:
    float32, (outputs, blocks, 1). per_input: float32 multipliers that broadcast against `shape`, or None.
    """

    shape: tuple[int, ...]
    quantised: NDArray[np.int8]
    zero: NDArray[np.int8]
    scale: Float
    per_input: Float | None = None
    bits: Literal[4, 8] = 8

    def values(self) -> Float:
        """The weight as plain float32 numbers, of `shape`."""
        flat = (self.quantised.astype(np.float32) - self.zero.astype(np.float32)) * self.scale
        weight = flat.reshape(self.shape)
        return weight if self.per_input is None else weight * self.per_input

    def times_outputs(self, factors: Float) -> "BlockWeight":
        """Multiply every output (row) by its factor; `factors` is float32, (outputs,)."""
        return replace(self, scale=self.scale * factors.reshape(-1, 1, 1))

    def times_inputs(self, factors: Float) -> "BlockWeight":
        """Multiply every input channel by its factor; `factors` is float32, (inputs,).

        In a depthwise weight, each output has its own input, so the factors apply to the outputs.
        """
        if self.shape[1] == 1 and self.shape[0] == factors.size:
            return self.times_outputs(factors)
        if self.shape[1] % factors.size:
            raise ValueError(f"{factors.size} factors do not fit a weight of shape {self.shape}")
        spread = np.repeat(factors, self.shape[1] // factors.size)
        column = spread.reshape((1, -1) + (1,) * (len(self.shape) - 2))
        return replace(self, per_input=column if self.per_input is None else self.per_input * column)


def stacked(weights: Sequence[BlockWeight]) -> BlockWeight:
    """Join weights over the same inputs to one weight with all their outputs."""
    first = weights[0]
    return BlockWeight(
        shape=(sum(weight.shape[0] for weight in weights), *first.shape[1:]),
        quantised=np.concatenate([weight.quantised for weight in weights]),
        zero=np.concatenate([weight.zero for weight in weights]),
        scale=np.concatenate([weight.scale for weight in weights]),
    )


def block_weights(graph: onnx.GraphProto) -> dict[str, BlockWeight]:
    """Every block-quantised tensor, by the name of the value that DequantizeLinear or the Reshape behind it gives."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found: dict[str, BlockWeight] = {}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            quantised, scale, zero = (constants[name] for name in node.input)
            found[node.output[0]] = _block_weight(quantised, scale, zero)
    for node in graph.node:
        if node.op_type == "Reshape" and node.input[0] in found:
            shape = tuple(int(size) for size in constants[node.input[1]])
            found[node.output[0]] = replace(found[node.input[0]], shape=shape)
    return found


def _block_weight(quantised: NDArray[np.int8], scale: Float, zero: NDArray[np.int8]) -> BlockWeight:
    rows = quantised.shape[0] if quantised.ndim == 2 else 1
    blocks = scale.size // rows
    return BlockWeight(
        shape=quantised.shape,
        quantised=quantised.reshape(rows, blocks, -1),
        zero=zero.reshape(rows, blocks, 1),
        scale=scale.reshape(rows, blocks, 1).astype(np.float32),
    )
