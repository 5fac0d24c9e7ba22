"""Encode embeddings as little-endian float16, as they are stored, and decode them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.stored_vectors import StoredVectors, lengths_of

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
    return stored_vectors(stored)[:]


def stored_vectors(stored: Sequence[bytes]) -> StoredVectors:
    """Vectors that have the same number of entries, in the form in which they are stored."""
    numbers = np.frombuffer(b"".join(stored), dtype=_STORED).reshape(len(stored), -1 if stored else 0)
    return StoredVectors(numbers, lengths_of(numbers))
