"""One detector over one image at several scales.

A network finds faces of some sizes best. A large pass finds the small faces of a group, a small pass finds the face
that fills the frame, which at full size is larger than anything the network has learnt.
"""

from typing import Protocol

import numpy as np

from photoindex.faces.detection import Candidates, Detection, Image, joined, merged, without_repeats
from photoindex.faces.resizing import resized

# Short sides are padded up to a multiple of this, so that photos of all shapes share a few dozen input sizes and a
# session's memory does not grow with each new one. Detectors themselves need multiples of 32.
GRID = 64

# A small image is enlarged at most so far: beyond, nothing new is found.
LARGEST_ENLARGEMENT = 2.0

# All passes but the finest only speak for faces of at least this many pixels in their own canvas: what they find below,
# the next finer pass finds better, and much of it is no face.
SMALLEST_IN_COARSE_PASS = 40.0

# Detections that overlap more than this are the same face. See `merged`.
OVERLAP = 0.3
CONTAINMENT = 0.8

# Where two passes find boxes that overlap more than this, the finer one is right whatever the scores: its landmarks are
# more exact, and with them the embedding.
SAME_FACE = 0.5


class FaceNetwork(Protocol):
    """A detector's network and how to read its outputs."""

    @property
    def fixed_size(self) -> tuple[int, int] | None:
        """(width, height) where the network takes no other, else None."""
        ...

    def find(self, canvas: Image, threshold: float) -> Candidates:
        """Candidates with at least the score `threshold` in an RGB canvas with sides in multiples of 32."""
        ...


class MultiScaleDetector:
    """Runs a network at each of `sizes` (long sides in pixels) and merges what it finds; a `Detector`."""

    def __init__(self, network: FaceNetwork, *, sizes: tuple[int, ...], threshold: float) -> None:
        self._network = network
        self._sizes = sizes
        self._threshold = threshold

    def detect(self, image: Image) -> list[Detection]:
        """The faces of an upright RGB image (uint8, height x width x 3), best score first."""
        *coarser, finest = self._distinct_sizes(image)
        found = _merged(self._find_at(image, finest, 0))
        for size in reversed(coarser):
            coarse = _merged(self._find_at(image, size, SMALLEST_IN_COARSE_PASS))
            found = _merged(joined([found, without_repeats(coarse, found, overlap=SAME_FACE)]))
        return found.detections()

    def _distinct_sizes(self, image: Image) -> list[int]:
        limits = [int(max(image.shape[:2]) * LARGEST_ENLARGEMENT)]
        if self._network.fixed_size is not None:
            limits.append(min(self._network.fixed_size))
        return sorted({max(1, min(size, *limits)) for size in self._sizes})

    def _find_at(self, image: Image, size: int, smallest: float) -> Candidates:
        """Faces whose shorter side has at least `smallest` pixels when the image's long side has `size`."""
        height, width = image.shape[:2]
        scale = size / max(height, width)
        small = resized(image, max(1, round(width * scale)), max(1, round(height * scale)))
        found = self._network.find(self._canvas(small), self._threshold).at_least(smallest)
        return found.scaled(width / small.shape[1], height / small.shape[0])

    def _canvas(self, image: Image) -> Image:
        """The image in the top-left corner of a black one whose size the network takes."""
        height, width = image.shape[:2]
        across, down = self._network.fixed_size or (-(-width // GRID) * GRID, -(-height // GRID) * GRID)
        if (across, down) == (width, height):
            return image
        canvas = np.zeros((down, across, 3), dtype=np.uint8)
        canvas[:height, :width] = image
        return canvas


def _merged(found: Candidates) -> Candidates:
    return merged(found, overlap=OVERLAP, containment=CONTAINMENT)
