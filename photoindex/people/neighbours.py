"""The nearest neighbours of every face: exact while that is cheap, from an inverted file of FAISS beyond.

FAISS (Douze et al., "The Faiss library", 2024) is maintained by Meta under the MIT licence with wheels for Linux, macOS
and Windows. At 50,000 faces its inverted file took 7 s of processor time for recall .975 of the 17 nearest,
usearch's graph 26 s for .958, and pynndescent 60 s for .904.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.products import faiss_library, for_blocks

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

# One block of products: 16 MB of float32 for each thread, which lie in the processor's cache while they are looked at.
_BLOCK_CELLS = 4_000_000

# Columns among which one largest is found first, see `largest`: more, and too few groups are left to tell by.
_COLUMNS_PER_GROUP = 32

# So many times the values that were asked for, and values are equal rather than large.
_CROWD = 16


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

    def fill(block: slice) -> None:
        products = embeddings[block] @ embeddings.T
        np.fill_diagonal(products[:, block], -np.inf)
        low, high = np.searchsorted(rows, (block.start, block.stop))
        products[rows[low:high] - block.start, columns[low:high]] = -np.inf
        index[block], similarity[block] = largest(products, k)

    for_blocks(n, max(32, _BLOCK_CELLS // n), fill)
    return Neighbours(index, similarity)


def largest(values: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The places and values of the `count` largest of each row, (m, count) each, largest first; equals by place.

    `values` is float32 (m, n), with n at least `count` and at least 1, and no nan.
    """
    m, n = values.shape
    # The largest of each of many groups of columns are quickly found. Each value that counts reaches the `count`-th
    # largest of these, and few others do.
    per_group = min(max(n // (4 * count), 1), _COLUMNS_PER_GROUP)
    groups = n // per_group
    tops = values[:, : groups * per_group].reshape(m, per_group, groups).max(axis=1)
    floor = np.partition(tops, groups - count, axis=1)[:, groups - count]
    cells = np.flatnonzero(values >= floor[:, None])
    if len(cells) > _CROWD * count * m:
        return _largest_of_equals(values, count)
    row, found = cells // n, values.ravel()[cells]
    order = np.lexsort((-found, row))
    first = np.searchsorted(row, np.arange(m))
    chosen = order[first[:, None] + np.arange(count)]
    return cells[chosen] % n, found[chosen]


def _largest_of_equals(values: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """As `largest`, where many values of a row are equal: slower, but in bounded memory."""
    best = np.sort(np.argpartition(-values, count - 1, axis=1)[:, :count], axis=1)
    found = np.take_along_axis(values, best, axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1), np.take_along_axis(found, order, axis=1)


def nearest_approximate(embeddings: NDArray[np.float32], photo: NDArray[np.int64], count: int) -> Neighbours:
    """As `nearest`, from an inverted file: faces are looked for among those near the same centres."""
    n, length = embeddings.shape
    faiss = faiss_library()
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
