"""An image through detector, alignment and embedder."""

import numpy as np

from photoindex.domain.face import Face
from photoindex.domain.geometry import Box, Landmarks
from photoindex.faces.alignment import aligned
from photoindex.faces.detection import Detection, Detector, Image
from photoindex.faces.embedding import Embedder, Embeddings
from photoindex.faces.quality import quality_of


class FaceAnalyzer:
    """Finds and embeds the faces of images, one image at a time. Made by `load_analyzer`, or of any two parts."""

    def __init__(self, detector: Detector, embedder: Embedder) -> None:
        self._detector = detector
        self._embedder = embedder

    def analyze(self, image: Image, *, reduction: float = 1.0) -> list[Face]:
        """The faces of an upright RGB image (uint8, height x width x 3), from left to right, then from the top.

        `reduction` says how many pixels of the photo lie along one pixel of the image, where it was decoded at a
        smaller scale; only `FaceQuality.size` depends on it.
        """
        detections = sorted(self._detector.detect(image), key=lambda found: found.box)
        crops = [aligned(image, np.array(found.landmarks), self._embedder.input_size) for found in detections]
        embeddings = self._embedder.embed(crops)
        return [
            _face(found, crop, embedding, image.shape, reduction)
            for found, crop, embedding in zip(detections, crops, embeddings, strict=True)
        ]


def _face(found: Detection, crop: Image, embedding: Embeddings, shape: tuple[int, ...], reduction: float) -> Face:
    height, width = shape[:2]
    x, y, across, down = found.box
    points = [(point_x / width, point_y / height) for point_x, point_y in found.landmarks]
    norm = float(np.linalg.norm(embedding))
    return Face(
        box=Box(x / width, y / height, across / width, down / height),
        landmarks=Landmarks(*points),
        score=found.score,
        quality=quality_of(found, crop, norm=norm, reduction=reduction),
        embedding=unit_bytes(embedding),
    )


def unit_bytes(embedding: Embeddings) -> bytes:
    """The direction of a vector as little-endian float16; a vector of zeros stays one."""
    norm = float(np.linalg.norm(embedding))
    unit = embedding / norm if norm > 0 else embedding
    return unit.astype("<f2").tobytes()
