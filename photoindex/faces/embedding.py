"""Turn aligned crops into embeddings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from photoindex.errors import PackError
from photoindex.faces.detection import Image
from photoindex.faces.libraries import import_insightface
from photoindex.faces.normalisation import PixelScaling
from photoindex.inference.session import OnnxSession, Session

# On a CPU, larger batches are no faster and need more memory.
BATCH = 4

Embeddings = NDArray[np.float32]


class Embedder(Protocol):
    """Turns aligned crops into vectors whose direction identifies the person."""

    @property
    def input_size(self) -> int:
        """The side of the square crops, in pixels."""
        ...

    def embed(self, crops: list[Image]) -> Embeddings:
        """One row for each RGB crop (uint8, input_size x input_size x 3): float32, not of unit length."""
        ...


class OnnxEmbedder:
    """An embedder in our own session, which runs up to `batch` crops at once."""

    def __init__(
        self, session: Session, scaling: PixelScaling, *, input_size: int, length: int, batch: int = BATCH
    ) -> None:
        self._batch = batch
        self._session = session
        self._scaling = scaling
        self._length = length
        self.input_size = input_size

    def embed(self, crops: list[Image]) -> Embeddings:
        """One row for each RGB crop: float32, (n, length)."""
        return _in_batches(crops, self._batch, self._length, self._run)

    def _run(self, crops: list[Image]) -> Embeddings:
        return self._session.run(self._scaling.blob(np.stack(crops)))[0]


class ArcFaceEmbedder:
    """A recognition model of an InsightFace pack, read by InsightFace's `ArcFaceONNX`, which knows how the model's
    input is scaled.

    Raises:
        PackError: the file's input is not a square of a fixed size.
    """

    def __init__(self, path: Path, session: OnnxSession, *, length: int) -> None:
        module = import_insightface("arcface_onnx")
        self._model: Any = module.ArcFaceONNX(str(path), session.runtime)
        self._length = length
        self._batch = session.fixed_batch or BATCH
        width, height = self._model.input_size
        if width != height or not isinstance(width, int):
            raise PackError(f"model file {path} is not an embedder of square crops: its input is {width}x{height}")
        self.input_size: int = width

    def embed(self, crops: list[Image]) -> Embeddings:
        """One row for each RGB crop: float32, (n, length)."""
        return _in_batches(crops, self._batch, self._length, self._run)

    def _run(self, crops: list[Image]) -> Embeddings:
        vectors: Embeddings = self._model.get_feat([crop[..., ::-1] for crop in crops])
        return vectors


def _in_batches(crops: list[Image], batch: int, length: int, run: Callable[[list[Image]], Embeddings]) -> Embeddings:
    rows = [run(crops[start : start + batch]) for start in range(0, len(crops), batch)]
    embeddings: Embeddings = np.concatenate(rows) if rows else np.empty((0, length), dtype=np.float32)
    if embeddings.shape != (len(crops), length):
        raise PackError(f"the embedder gives {embeddings.shape[-1]} numbers per face, but its manifest says {length}")
    return embeddings
