"""The nearest neighbours of every face: exact while that is cheap, from an inverted file of FAISS beyond.

FAISS (Douze et al., "The Faiss library", 2024) is maintained by Meta under the MIT licence with wheels for Linux, macOS
and Windows. At 50,000 faces its inverted file took 7 s of processor time for recall .975 of the 17 nearest,
usearch's graph 26 s for .958, and pynndescent 60 s for .904.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoindex.errors import MissingLibraryError

# Up to here every pair of faces is looked at. Beyond, quadratic time begins to show.
EXACT_FACES = 20_000

# So many lists for each face's root, and so many of them searched: recall .98 of the nearest at 100,000 faces.
_LISTS_PER_ROOT = 3.2
_SEARCHED = 64

# Faces a list to place its centre by, and rounds of k-means: FAISS's own advice is 30 to 256 a list.
_TRAINED_BY = 64
_TRAINING_ROUNDS = 8

# Rows searched at once, which keeps FAISS's answers small.
_SEARCH_ROWS = 50_000

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

    `embeddings` is float32 (n, d) of unit length, `photo` int64 (n,). Exact up to `EXACT_FACES`, approximate beyond.

    Raises:
        MissingLibraryError: there are more faces than that, and faiss is not installed.
    """
    if len(embeddings) <= EXACT_FACES:
        return nearest_exact(embeddings, photo, count)
    return nearest_approximate(embeddings, photo, count)


def nearest_exact(embeddings: NDArray[np.float32], photo: NDArray[np.int64], count: int) -> Neighbours:
    """As `nearest`, by matrix products in blocks. Memory is bounded by one block of rows; time is quadratic in n."""
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


def nearest_approximate(embeddings: NDArray[np.float32], photo: NDArray[np.int64], count: int) -> Neighbours:
    """As `nearest`, from an inverted file: faces are looked for among those near the same centres."""
    n, length = embeddings.shape
    faiss = _faiss()
    lists = max(int(_LISTS_PER_ROOT * math.sqrt(n)), 1)
    coarse = faiss.IndexFlatIP(length)
    # Half precision is what the index of photos keeps anyway, and halves the time.
    half = faiss.ScalarQuantizer.QT_fp16
    inverted = faiss.IndexIVFScalarQuantizer(coarse, length, lists, half, faiss.METRIC_INNER_PRODUCT)
    inverted.cp.niter = _TRAINING_ROUNDS
    inverted.cp.seed = 1
    inverted.train(embeddings[: lists * _TRAINED_BY])
    inverted.add(embeddings)
    inverted.nprobe = min(lists, _SEARCHED)
    # One more for the face itself, and room for others of its photo.
    wanted = min(n, count + 1 + min(int(np.unique(photo, return_counts=True)[1].max()) - 1, count))
    return _without_own_photo(lambda rows: inverted.search(rows, wanted), embeddings, photo, min(count, n - 1))


def _without_own_photo(
    search: Callable[[NDArray[np.float32]], tuple[NDArray[np.float32], NDArray[np.int64]]],
    embeddings: NDArray[np.float32],
    photo: NDArray[np.int64],
    k: int,
) -> Neighbours:
    """Search for all faces and keep the k best that are neither the face itself nor of its photo."""
    index = np.zeros((len(embeddings), k), dtype=np.int64)
    similarity = np.full((len(embeddings), k), -np.inf, dtype=np.float32)
    for start in range(0, len(embeddings), _SEARCH_ROWS):
        stop = min(start + _SEARCH_ROWS, len(embeddings))
        values, found = search(embeddings[start:stop])
        excluded = (found < 0) | (photo[found] == photo[start:stop, None])
        values[excluded] = -np.inf
        order = np.lexsort((found, -values), axis=1)[:, :k]
        index[start:stop] = np.take_along_axis(found, order, axis=1)
        similarity[start:stop] = np.take_along_axis(values, order, axis=1)
    return Neighbours(np.maximum(index, 0), similarity)


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise MissingLibraryError(
            f"more than {EXACT_FACES} faces need the faiss library for their neighbours: {error}",
            hint="Install it: pip install faiss-cpu",
        ) from error
    return faiss


def same_photo_pairs(photo: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All ordered pairs of different faces in one photo, sorted."""
    order = np.argsort(photo, kind="stable").astype(np.int64)
    ordered = photo[order]
    rows, columns = [], []
    for distance in range(1, len(photo)):
        near = np.flatnonzero(ordered[:-distance] == ordered[distance:])
        if len(near) == 0:
            break
        rows += [order[near], order[near + distance]]
        columns += [order[near + distance], order[near]]
    if not rows:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    left, right = np.concatenate(rows), np.concatenate(columns)
    by_face = np.lexsort((right, left))
    return left[by_face], right[by_face]
