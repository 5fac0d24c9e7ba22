"""Measure what storing embeddings as float16 changes: `python benchmarks/rounding.py [FACES]`.

Makes FACES faces (20,000 by default), stores each as a scan does, reads it back, and prints the largest change of the
similarity of two faces, beside the bytes that each takes.
"""

import argparse

import made_up
import numpy as np

from photoindex.faces.analyzer import unit_bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=int, nargs="?", default=20_000)
    count = parser.parse_args().faces
    for length in (128, 512):
        vectors, _ = made_up.vectors(count, length)
        stored = np.frombuffer(b"".join(map(unit_bytes, vectors)), dtype="<f2").reshape(vectors.shape)
        change = np.abs(similarities(vectors) - similarities(stored.astype(np.float32))).max()
        print(f"{length} numbers: {stored.nbytes // count} bytes a face instead of {vectors.nbytes // count}")
        print(f"  largest change of {count - 1:,} similarities: {change:.6f}")


def similarities(vectors: np.ndarray) -> np.ndarray:
    """The cosine between each embedding and the next one; `vectors` is float32 (n, d)."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.einsum("ij,ij->i", unit[:-1], unit[1:])


if __name__ == "__main__":
    main()
