"""Run an image through detector, alignment and embedder."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np

from photoindex.domain.embedding import encode
from photoindex.domain.face import Face
from photoindex.domain.geometry import Box, Landmarks
from photoindex.faces.alignment import aligned
from photoindex.faces.detection import Detection, Detector, Image
from photoindex.faces.embedding import Embedder, Embeddings
from photoindex.faces.places import scaled
from photoindex.faces.quality import quality_of

# If a face's shorter side has fewer pixels than this, its embedding differs noticeably from the embedding at full size.
# `benchmarks/decode.py drift` prints the difference for several sizes.
LEAST_PIXELS = 56.0

# An image whose long side is short of the wanted side by at most this fraction is searched as it is: decoding the photo
# again would cost more than the missing pixels are worth.
SHORTFALL = 0.125

Finer = Callable[[float], Image]
SideFor = Callable[[int, int], int]


class Refiner(Protocol):
    """Places the landmarks of a face more precisely; see `LandmarkRefiner`."""

    def refined(self, image: Image, found: Detection) -> Detection: ...


class FaceAnalyzer:
    """Finds and embeds the faces of images, one image at a time. It is made by `load_analyzer`, or from any detector
    and embedder. With a `refiner`, faces are aligned by the landmarks that it returns, and these are stored.

    `search_side` is the long side in pixels at which ordinary photos are searched; more pixels do not help the
    detector. `side_for` returns that side for a picture of any width and height, because long pictures are searched at
    a finer scale.
    """

    def __init__(
        self,
        detector: Detector,
        embedder: Embedder,
        *,
        refiner: Refiner | None = None,
        search_side: int = 1024,
        side_for: SideFor | None = None,
    ) -> None:
        self._detector = detector
        self._embedder = embedder
        self._refiner = refiner
        self._side_for = side_for
        self.search_side = search_side

    def analyze(self, image: Image, *, reduction: float = 1.0, finer: Finer | None = None) -> list[Face]:
        """The faces of an upright RGB image (uint8, height x width x 3), from left to right, then from top to bottom.

        `reduction` is the width of an image pixel in pixels of the photo, if the photo was decoded at a smaller scale.
        `finer` decodes the photo again. It is called if the image is too small to be searched, or if faces in the image
        are too small to be cropped. It takes the largest acceptable reduction and returns an image with that reduction
        or a smaller one, if possible.
        """
        if finer is not None:
            image, reduction = self._searchable(image, reduction, finer)
        detections = sorted(self._detector.detect(image, reduction), key=lambda found: found.box)
        detections, crops = self._crops(image, detections, reduction, finer)
        embeddings = self._embedder.embed(crops)
        return [
            _face(found, crop, embedding, image.shape, reduction)
            for found, crop, embedding in zip(detections, crops, embeddings, strict=True)
        ]

    def _searchable(self, image: Image, reduction: float, finer: Finer) -> tuple[Image, float]:
        """The image, or a finer one if a long or very large picture needs it, and its reduction."""
        height, width = image.shape[:2]
        side = max(height, width)
        wanted = self._side_for(round(width * reduction), round(height * reduction)) if self._side_for else side
        if side >= wanted * (1 - SHORTFALL):
            return image, reduction
        fine = finer(reduction * side / wanted)
        return fine, reduction * side / max(fine.shape[:2])

    def _crops(
        self, image: Image, detections: list[Detection], reduction: float, finer: Finer | None
    ) -> tuple[list[Detection], list[Image]]:
        """The detections with refined landmarks, in coordinates of the image, and their aligned crops."""
        smallest = min((_pixels(found) for found in detections), default=LEAST_PIXELS)
        fine = finer(reduction * smallest / LEAST_PIXELS) if finer and smallest < LEAST_PIXELS else image
        refined, crops = [], []
        for found in detections:
            source = fine if _pixels(found) < LEAST_PIXELS else image
            # Coordinates start at the edge of the first pixel, so that images of one photo differ only by a factor.
            factor_x, factor_y = source.shape[1] / image.shape[1], source.shape[0] / image.shape[0]
            face = scaled(found, factor_x, factor_y)
            if self._refiner is not None:
                face = self._refiner.refined(source, face)
            crops.append(aligned(source, np.array(face.landmarks), self._embedder.input_size))
            refined.append(replace(found, landmarks=scaled(face, 1 / factor_x, 1 / factor_y).landmarks))
        return refined, crops


def _pixels(found: Detection) -> float:
    return min(found.box[2:])


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
    """The unit vector as little-endian float16; a zero vector stays zero."""
    norm = float(np.linalg.norm(embedding))
    unit = embedding / norm if norm > 0 else embedding
    return encode(unit)
