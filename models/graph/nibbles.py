"""Store weights in four bits: half the size, for tensors that tolerate it."""

import numpy as np
from numpy.typing import NDArray

from graph.blocks import BlockWeight, Float

LEVELS = 16

# A block's range is narrowed to each of these shares, and the one with the least squared error is kept: clipping the
# few outermost weights loses less than coarser steps for all the others.
SHARES = np.linspace(0.6, 1.0, 9)


def in_four_bits(weight: BlockWeight, block: int = 64) -> BlockWeight:
    """The nearest four-bit weight, with a zero and a scale (a float16 number) per `block` numbers of a row."""
    rows = weight.values().reshape(weight.shape[0], -1, block)
    lowest, highest = rows.min(axis=2, keepdims=True), rows.max(axis=2, keepdims=True)
    best = _quantised(rows, lowest, highest)
    least = _error(rows, *best)
    for share in SHARES[:-1]:
        tried = _quantised(rows, lowest * share, highest * share)
        error = _error(rows, *tried)
        better = error < least
        best = tuple(np.where(better, new, old) for new, old in zip(tried, best, strict=True))
        least = np.minimum(error, least)
    quantised, zero, scale = best
    return BlockWeight(weight.shape, quantised, zero, scale, bits=4)


def packed(quantised: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Pack two numbers into a byte, blocks (..., n) to (..., n / 2): the first half of a block in the lower bits."""
    half = quantised.shape[-1] // 2
    low, high = quantised[..., :half].astype(np.uint8), quantised[..., half:].astype(np.uint8)
    return low | (high << 4)


def _quantised(rows: Float, lowest: Float, highest: Float) -> tuple[NDArray[np.int8], NDArray[np.int8], Float]:
    scale = (highest - lowest) / (LEVELS - 1)
    # Rounded to float16, so that storing it as float16 loses nothing.
    scale = np.maximum(scale, np.finfo(np.float16).tiny).astype(np.float16).astype(np.float32)
    zero = np.clip(np.round(-lowest / scale), -128, 127)
    quantised = np.clip(np.round(rows / scale + zero), 0, LEVELS - 1)
    return quantised.astype(np.int8), zero.astype(np.int8), scale


def _error(rows: Float, quantised: NDArray[np.int8], zero: NDArray[np.int8], scale: Float) -> Float:
    restored = (quantised.astype(np.float32) - zero) * scale
    error: Float = ((restored - rows) ** 2).sum(axis=2, keepdims=True)
    return error
