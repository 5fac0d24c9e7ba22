"""Find the faces most similar to one face. The search is exact and reads every vector once."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def nearest_to(
    query: NDArray[np.float32], blocks: Iterable[NDArray[np.float32]], *, top: int, threshold: float = -1.0
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Find the vectors most similar to the query. Returns their rows, counted over all blocks, and their similarities,
    with the most similar vector first.

    `query` is float32 (d,) and each block float32 (m, d), all of unit length. The result has at most `top` rows, and no
    similarity is below `threshold`. Vectors with equal similarities keep their order.
    """
    found, best = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    start = 0
    for block in blocks:
        similarity = block @ query
        least = max(threshold, float(best[-1])) if len(best) == top else threshold
        rows = np.flatnonzero(similarity >= least)
        if len(rows):
            values = np.concatenate([best, similarity[rows]])
            order = np.argsort(-values, kind="stable")[:top]
            found, best = np.concatenate([found, rows + start])[order], values[order]
        start += len(block)
    return found, best


def nearest_to_any(
    queries: NDArray[np.float32], blocks: Iterable[NDArray[np.float32]], *, top: int, threshold: float = -1.0
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]:
    """Like `nearest_to`, for several queries at once (float32, (k, d), k > 0): a vector counts with its similarity to
    the query that it is most similar to. The third result is the number of that query.
    """
    found, best, which = np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.int64)
    start = 0
    for block in blocks:
        similarities = block @ queries.T
        nearest = similarities.argmax(axis=1)
        similarity = similarities[np.arange(len(block)), nearest]
        least = max(threshold, float(best[-1])) if len(best) == top else threshold
        rows = np.flatnonzero(similarity >= least)
        if len(rows):
            values = np.concatenate([best, similarity[rows]])
            order = np.argsort(-values, kind="stable")[:top]
            found = np.concatenate([found, rows + start])[order]
            which = np.concatenate([which, nearest[rows]])[order]
            best = values[order]
        start += len(block)
    return found, best, which
