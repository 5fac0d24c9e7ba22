"""Select rows of a large array without copying them."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.stored_vectors import StoredVectors


@dataclass(frozen=True, slots=True, eq=False)
class PickedRows:
    """Some rows of an array, in a given order: row `i` is `array[rows[i]]`.

    `array` is float32 (n, d), perhaps as it is stored; `rows` is int64 (m,). Indexing with a number, a slice, a mask or
    row numbers copies only the rows asked for, so a few at a time can be read from most of a library.
    """

    array: NDArray[np.float32] | StoredVectors
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), self.array.shape[1]

    def __getitem__(self, key: int | slice | NDArray[np.int64] | NDArray[np.bool_]) -> NDArray[np.float32]:
        return np.asarray(self.array[self.rows[key]])


Vectors: TypeAlias = NDArray[np.float32] | StoredVectors | PickedRows
"""Embeddings: float32 (n, d), as an array, as they are stored, or as rows of a larger array."""


def picked(vectors: Vectors, rows: NDArray[np.int64]) -> PickedRows:
    """These rows, without copying them."""
    if isinstance(vectors, PickedRows):
        return PickedRows(vectors.array, vectors.rows[rows])
    return PickedRows(vectors, rows)


def in_one_array(vectors: Vectors) -> NDArray[np.float32]:
    """The vectors as an array, for code that needs all of them at once: float32 (n, d)."""
    return vectors if isinstance(vectors, np.ndarray) else vectors[:]
