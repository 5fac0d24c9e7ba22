"""Make embeddings of invented people, for tests without photos."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.thresholds import Thresholds

THRESHOLDS = Thresholds(verification=0.363, false_match_rates=((1e-2, 0.295), (1e-3, 0.363)))


def faces(sizes: list[int], *, noise: float = 0.65, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors of people with `sizes` faces each, one person after the other; similarity about 0.7 within one."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(len(sizes), 128))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    vectors = np.repeat(centres, sizes, axis=0) + random.normal(size=(sum(sizes), 128)) * noise / np.sqrt(128)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
