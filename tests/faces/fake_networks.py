"""Fake networks, and detectors with given detections."""

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.domain.face import Face
from photoindex.faces.detection import Candidates


class MapsSession:
    """A fake YuNet that returns the given output maps and records its input."""

    def __init__(self, maps: list[NDArray[np.float32]]) -> None:
        self.maps = maps

    def run(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        self.images = images
        return self.maps


def candidates(*found: tuple[float, float, float, float, float]) -> Candidates:
    """Make candidates from (left, top, right, bottom, score)."""
    values = np.array(found, dtype=np.float32).reshape(-1, 5)
    corners = values[:, None, :2]
    return Candidates(values[:, :4], np.tile(corners, (1, 5, 1)), values[:, 4])


class DrawnFaces:
    """A detector that finds red rectangles of `smallest` to `largest` pixels as faces with score 0.9, and records its
    input sizes.
    """

    def __init__(self, smallest: float = 8, largest: float = 10_000, fixed_size: tuple[int, int] | None = None) -> None:
        self.smallest, self.largest, self.fixed_size = smallest, largest, fixed_size
        self.seen: list[tuple[int, int]] = []

    def find(self, canvas: NDArray[np.uint8], threshold: float) -> Candidates:
        self.seen.append(canvas.shape[:2])
        rows, columns = np.nonzero(canvas[..., 0] > 127)
        if not rows.size or not self.smallest <= np.ptp(columns) + 1 <= self.largest or threshold > 0.9:
            return candidates()
        return candidates((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1, 0.9))


class MeanColour:
    """An embedder that returns the mean colour of the crop as its vector."""

    input_size = 112

    def embed(self, crops: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
        return np.array([crop.mean(axis=(0, 1)) for crop in crops], dtype=np.float32).reshape(-1, 3)


def vector(face: Face) -> NDArray[np.float32]:
    """The embedding of a face, float32 (d,)."""
    return np.frombuffer(face.embedding, dtype="<f2").astype(np.float32)


boxes = st.tuples(st.floats(0, 99), st.floats(0, 99), st.floats(1, 50), st.floats(1, 50), st.floats(0, 1))
