"""Hold embeddings in half precision, as they are stored, and decode only the rows that are read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A block of this many rows of 128 numbers fits into the processor's cache.
_BLOCK_ROWS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class StoredVectors:
    """Vectors of unit length that read like a float32 array, in half its memory.

    `numbers` is float16 (n, d), as stored, and `length` float32 (n,): the lengths of its rows, which half precision
    makes wrong by a few ten-thousandths. Indexing with a number, a slice, a mask or row numbers gives float32 rows,
    scaled to unit length; a row of zeros stays zero.
    """

    numbers: NDArray[np.float16]
    length: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def shape(self) -> tuple[int, int]:
        return self.numbers.shape[0], self.numbers.shape[1]

    def __getitem__(self, key: int | slice | NDArray[np.int64] | NDArray[np.bool_]) -> NDArray[np.float32]:
        vectors = np.asarray(self.numbers[key], dtype=np.float32)
        vectors /= np.asarray(self.length[key])[..., None]
        return vectors

    def at(self, rows: NDArray[np.int64]) -> "StoredVectors":
        """A copy of these rows, as they are stored."""
        return StoredVectors(self.numbers[rows], self.length[rows])

    def put(self, rows: slice | NDArray[np.bool_], vectors: "StoredVectors") -> None:
        """Write these vectors over the rows."""
        if len(vectors):
            self.numbers[rows], self.length[rows] = vectors.numbers, vectors.length


def room_for(rows: int, width: int) -> StoredVectors:
    """Vectors to be filled with `put`; until then, they are undefined."""
    return StoredVectors(np.empty((rows, width), dtype=np.float16), np.empty(rows, dtype=np.float32))


def lengths_of(numbers: NDArray[np.float16]) -> NDArray[np.float32]:
    """The length of each row, or a tiny number for a row of zeros: float32 (n,)."""
    length = np.empty(len(numbers), dtype=np.float32)
    for start in range(0, len(numbers), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        length[rows] = np.linalg.norm(numbers[rows].astype(np.float32), axis=1)
    return np.maximum(length, np.float32(1e-12))
