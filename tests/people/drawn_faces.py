"""Make embeddings of invented people, for tests without photos."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.thresholds import Thresholds

THRESHOLDS = Thresholds(verification=0.363, false_match_rates=((1e-2, 0.295), (1e-3, 0.363)))


def faces(sizes: list[int], *, noise: float = 0.65, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors of people with `sizes` faces each, person by person; the similarity within a person is about 0.7."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(len(sizes), 128))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    vectors = np.repeat(centres, sizes, axis=0) + random.normal(size=(sum(sizes), 128)) * noise / np.sqrt(128)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def people(count: int, faces: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    vectors = np.repeat(random.normal(size=(count, 32)), faces, axis=0) + random.normal(size=(count * faces, 32)) / 2
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


def people_of(counts: list[int], noise: float = 0.4, seed: int = 0) -> NDArray[np.float32]:
    """Faces of several people, one after the other, whose similarities are about 1 / (1 + noise**2)."""
    random = np.random.default_rng(seed)
    people = np.repeat(np.eye(len(counts), 64), counts, axis=0)
    vectors = people + random.normal(size=people.shape) * noise / 8
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def unit(*values: float) -> NDArray[np.float32]:
    vector = np.array(values, dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def random_units(count: int, seed: int = 0, length: int = 16) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, length)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
