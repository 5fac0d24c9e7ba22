"""The exact nearest neighbours of every face, by matrix products in blocks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# One block of products: 64 MB of float32, and twice that again for the places of the nearest.
_BLOCK_CELLS = 16_000_000


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each of n faces its nearest others, nearest first.

    `index` is int64 (n, k) and `similarity` float32 (n, k). Where a face has fewer than k possible neighbours the
    similarity is -inf and the index means nothing.
    """

    index: NDArray[np.int64]
    similarity: NDArray[np.float32]

    def edges(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Every neighbour pair once, as (lower face, higher face, similarity), sorted by the two faces."""
        n, k = self.index.shape
        rows = np.repeat(np.arange(n, dtype=np.int64), k)
        columns, similarity = self.index.ravel(), self.similarity.ravel()
        real = np.isfinite(similarity)
        rows, columns, similarity = rows[real], columns[real], similarity[real]
        keys = np.minimum(rows, columns) * max(n, 1) + np.maximum(rows, columns)
        keys, first = np.unique(keys, return_index=True)
        return keys // max(n, 1), keys % max(n, 1), similarity[first]


def nearest(embeddings: NDArray[np.float32], photo: NDArray[np.int64], count: int) -> Neighbours:
    """The `count` most similar faces of every face, never one of its own photo.

    `embeddings` is float32 (n, d) of unit length, `photo` int64 (n,). Memory is bounded by one block of rows; time is
    quadratic in n.
    """
    n = len(embeddings)
    k = min(count, max(n - 1, 0))
    index = np.zeros((n, k), dtype=np.int64)
    similarity = np.full((n, k), -np.inf, dtype=np.float32)
    if k == 0:
        return Neighbours(index, similarity)
    rows, columns = same_photo_pairs(photo)
    rows_at_once = max(32, _BLOCK_CELLS // max(n, 1))
    for start in range(0, n, rows_at_once):
        stop = min(start + rows_at_once, n)
        block = embeddings[start:stop] @ embeddings.T
        np.fill_diagonal(block[:, start:stop], -np.inf)
        low, high = np.searchsorted(rows, (start, stop))
        block[rows[low:high] - start, columns[low:high]] = -np.inf
        best = np.argpartition(block, n - k, axis=1)[:, n - k :]
        values = np.take_along_axis(block, best, axis=1)
        order = np.lexsort((best, -values), axis=1)
        index[start:stop] = np.take_along_axis(best, order, axis=1)
        similarity[start:stop] = np.take_along_axis(values, order, axis=1)
    return Neighbours(index, similarity)


def same_photo_pairs(photo: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All ordered pairs of different faces in one photo, sorted by the first face."""
    order = np.argsort(photo, kind="stable")
    _, starts, counts = np.unique(photo[order], return_index=True, return_counts=True)
    crowded = counts > 1
    members = [order[start : start + count] for start, count in zip(starts[crowded], counts[crowded], strict=True)]
    if not members:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    rows = np.concatenate([np.repeat(faces, len(faces)) for faces in members])
    columns = np.concatenate([np.tile(faces, len(faces)) for faces in members])
    distinct = rows != columns
    rows, columns = rows[distinct], columns[distinct]
    by_row = np.argsort(rows, kind="stable")
    return rows[by_row].astype(np.int64), columns[by_row].astype(np.int64)
