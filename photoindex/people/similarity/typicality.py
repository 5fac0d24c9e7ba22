"""Order the faces of a person or a cluster by how typical they are."""

import numpy as np
from numpy.typing import NDArray


def most_typical_first(embeddings: NDArray[np.float32]) -> NDArray[np.int64]:
    """The rows in the order of their cosine similarity to the mean of all rows, the least similar last: int64 (n,).

    `embeddings` is float32 (n, d) of unit length, with at least one row. Rows that are equally similar keep their
    order.
    """
    return np.argsort(-(embeddings @ embeddings.mean(axis=0)), kind="stable")
