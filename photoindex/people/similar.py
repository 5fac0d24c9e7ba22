"""A face and all others in, the most similar ones out: exact, and reading every vector once."""

import numpy as np
from numpy.typing import NDArray

# 16,384 rows of 512 float32 are 32 MB: a memory-mapped file of any size is searched within that.
_BLOCK_ROWS = 16384


def nearest_to(
    query: NDArray[np.float32], vectors: NDArray[np.float32], *, top: int, threshold: float = -1.0
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The rows of `vectors` that are most similar to the query, best first, and their similarities.

    `query` is float32 (d,) and `vectors` float32 (n, d), both of unit length; at most `top` rows, none below
    `threshold`. Equal similarities keep the order of the rows.
    """
    best_rows, best = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK_ROWS):
        similarity = vectors[start : start + _BLOCK_ROWS] @ query
        least = max(threshold, float(best[-1])) if len(best) == top else threshold
        rows = np.flatnonzero(similarity >= least)
        if len(rows) == 0:
            continue
        values = np.concatenate([best, similarity[rows]])
        places = np.concatenate([best_rows, rows + start])
        order = np.argsort(-values, kind="stable")[:top]
        best_rows, best = places[order], values[order]
    return best_rows, best
