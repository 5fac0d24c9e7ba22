"""Encode embeddings as little-endian float16, as they are stored, and decode them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_STORED = np.dtype("<f2")


def encode(vectors: NDArray[np.floating]) -> bytes:
    """Encode the numbers of one or more vectors, row by row, in two bytes per number."""
    return vectors.astype(_STORED).tobytes()


def decode(stored: bytes) -> NDArray[np.float32]:
    """The numbers that `encode` wrote: float32 (k,).

    Raises:
        ValueError: the number of bytes is odd.
    """
    return np.frombuffer(stored, dtype=_STORED).astype(np.float32)


def decode_units(stored: Sequence[bytes]) -> NDArray[np.float32]:
    """Decode vectors that have the same number of entries, and scale each to unit length: float32 (n, d). A vector of
    zeros stays zero.

    Scaling is needed because half precision makes the lengths wrong by a few ten-thousandths.
    """
    vectors = decode(b"".join(stored)).reshape(len(stored), -1 if stored else 0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
    return vectors
