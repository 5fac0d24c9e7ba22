"""One detector over one image at several scales.

A network finds faces of some sizes best. A large pass finds the small faces of a group, a small pass finds the face
that fills the frame, which at full size is larger than anything the network has learnt.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from photoindex.faces.detection import Candidates, Detection, Floats, Image, joined, merged
from photoindex.faces.resizing import resized, whole_blocks

# Short sides are padded up to a multiple of this, so that photos of all shapes share a few dozen input sizes and a
# session's memory does not grow with each new one. Detectors themselves need multiples of 32.
GRID = 64

# A small image is enlarged at most so far: beyond, nothing new is found.
LARGEST_ENLARGEMENT = 2.0

# Detections that overlap more than this are the same face. See `merged`.
OVERLAP = 0.3
CONTAINMENT = 0.8

# Faces with a shorter side of more pixels than this are larger than what the networks have learnt: the next coarser
# pass places their landmarks better. Below, the finer pass does.
LARGEST_FACE = 450.0

# A coarse pass says nothing of faces with fewer pixels: the next finer one finds them better, and much of what the
# coarse one takes for them is no face.
SMALLEST_FACE = 40.0


class FaceNetwork(Protocol):
    """A detector's network and how to read its outputs."""

    @property
    def fixed_size(self) -> tuple[int, int] | None:
        """(width, height) where the network takes no other, else None."""
        ...

    def find(self, canvas: Image, threshold: float) -> Candidates:
        """Candidates with at least the score `threshold` in an RGB canvas with sides in multiples of 32."""
        ...


@dataclass(frozen=True, slots=True)
class _Step:
    """A pass at one long side. Faces below `smallest` are not heard of, those in the range are preferred to others'.

    All in pixels at the size of the search.
    """

    size: int
    smallest: float
    best_from: float
    best_to: float


def _steps(sizes: list[int]) -> list[_Step]:
    """The passes at `sizes`, which ascend: a face belongs to the finest that does not enlarge it too far."""
    steps = []
    for index, size in enumerate(sizes):
        is_coarsest, is_finest = index == 0, index == len(sizes) - 1
        steps.append(
            _Step(
                size=size,
                smallest=0.0 if is_finest else SMALLEST_FACE,
                best_from=0.0 if is_finest else LARGEST_FACE * size / sizes[index + 1],
                best_to=np.inf if is_coarsest else LARGEST_FACE,
            )
        )
    return steps


class MultiScaleDetector:
    """Runs a network at each of `sizes` (long sides in pixels) and merges what it finds; a `Detector`."""

    def __init__(self, network: FaceNetwork, *, sizes: tuple[int, ...], threshold: float) -> None:
        self._network = network
        self._sizes = sizes
        self._threshold = threshold

    def detect(self, image: Image) -> list[Detection]:
        """The faces of an upright RGB image (uint8, height x width x 3), best score first."""
        found, preferred = [], []
        for step in _steps(self._distinct_sizes(image)):
            candidates, sides = self._find_at(image, step.size)
            heard = np.flatnonzero(sides >= step.smallest)
            found.append(candidates.take(heard))
            preferred.append((sides[heard] > step.best_from) & (sides[heard] <= step.best_to))
        best = merged(joined(found), overlap=OVERLAP, containment=CONTAINMENT, preferred=np.concatenate(preferred))
        return best.detections()

    def _distinct_sizes(self, image: Image) -> list[int]:
        limits = [int(max(image.shape[:2]) * LARGEST_ENLARGEMENT)]
        if self._network.fixed_size is not None:
            limits.append(min(self._network.fixed_size))
        return sorted({max(1, min(size, *limits)) for size in self._sizes})

    def _find_at(self, image: Image, size: int) -> tuple[Candidates, Floats]:
        """Candidates in pixels of the image, and the shorter sides of their boxes at the size of the search."""
        height, width = image.shape[:2]
        scale = size / max(height, width)
        wanted = max(1, round(width * scale)), max(1, round(height * scale))
        part = whole_blocks(image, *wanted)
        small = resized(part, *wanted)
        found = self._network.find(self._canvas(small), self._threshold)
        return found.scaled(part.shape[1] / small.shape[1], part.shape[0] / small.shape[0]), found.sides

    def _canvas(self, image: Image) -> Image:
        """The image in the top-left corner of a black one whose size the network takes."""
        height, width = image.shape[:2]
        across, down = self._network.fixed_size or (-(-width // GRID) * GRID, -(-height // GRID) * GRID)
        if (across, down) == (width, height):
            return image
        canvas = np.zeros((down, across, 3), dtype=np.uint8)
        canvas[:height, :width] = image
        return canvas
