"""Embeddings as the index stores them: unit vectors in little-endian half precision, one BLOB per face."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Half precision changes lengths by a few ten-thousandths.
_NORM_TOLERANCE = 0.01


def unit_rows(vectors: Sequence[bytes]) -> NDArray[np.float32]:
    """Stored embeddings as float32 (n, d) with rows of length 1; shape (0, 0) without any."""
    half = np.frombuffer(b"".join(vectors), dtype="<f2").reshape(len(vectors), -1 if vectors else 0)
    embedding = half.astype(np.float32)
    embedding /= np.maximum(np.linalg.norm(embedding, axis=1, keepdims=True), np.float32(1e-12))
    return embedding


def is_unit(vector: bytes) -> bool:
    """Whether a stored embedding is a vector of length 1."""
    if len(vector) % 2:
        return False
    norm = float(np.linalg.norm(np.frombuffer(vector, dtype="<f2").astype(np.float32)))
    # A NaN fails this comparison too.
    return abs(norm - 1.0) <= _NORM_TOLERANCE


def half_bytes(vectors: NDArray[np.float32]) -> bytes:
    """Vectors, float32 (n, d), as the index stores them, one after another."""
    return vectors.astype("<f2").tobytes()


def from_half_bytes(data: bytes, length: int) -> NDArray[np.float32]:
    """What `half_bytes` stored, as float32 (n, length); not normalised."""
    return np.frombuffer(data, dtype="<f2").reshape(-1, max(length, 1)).astype(np.float32)
