"""A face and all others in, the most similar ones out: exact, and looking at every vector once."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def nearest_to(
    query: NDArray[np.float32], blocks: Iterable[NDArray[np.float32]], *, top: int, threshold: float = -1.0
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The vectors that are most similar to the query: their places over all blocks, best first, and similarities.

    `query` is float32 (d,) and each block float32 (m, d), all of unit length; at most `top` places, none below
    `threshold`. Equal similarities keep the order of the vectors.
    """
    places, best = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    start = 0
    for block in blocks:
        similarity = block @ query
        least = max(threshold, float(best[-1])) if len(best) == top else threshold
        rows = np.flatnonzero(similarity >= least)
        if len(rows):
            values = np.concatenate([best, similarity[rows]])
            order = np.argsort(-values, kind="stable")[:top]
            places, best = np.concatenate([places, rows + start])[order], values[order]
        start += len(block)
    return places, best
