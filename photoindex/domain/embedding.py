"""Encode embeddings as little-endian float16, as they are stored, and decode them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_STORED = np.dtype("<f2")


def encode(vectors: NDArray[np.floating]) -> bytes:
    """The numbers of one or several vectors, row by row, two bytes each."""
    return vectors.astype(_STORED).tobytes()


def decode(stored: bytes) -> NDArray[np.float32]:
    """The numbers that `encode` wrote: float32 (k,).

    Raises:
        ValueError: the number of bytes is odd.
    """
    return np.frombuffer(stored, dtype=_STORED).astype(np.float32)


def decode_units(stored: Sequence[bytes]) -> NDArray[np.float32]:
    """Decode vectors of one length and scale each to length 1: float32 (n, d); a vector of zeros stays zero.

    Half precision leaves lengths a few ten-thousandths off.
    """
    vectors = decode(b"".join(stored)).reshape(len(stored), -1 if stored else 0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
    return vectors
