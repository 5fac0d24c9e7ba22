"""Detect faces in one image at several scales.

A network finds faces of some sizes best. A pass at a large scale finds the small faces of a group. A pass at a small
scale finds a face that fills the frame; at full size, such a face is larger than any face in the training data. Long
and very large pictures are searched at a finer scale, in overlapping tiles: see `photoindex.faces.tiling`.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photoindex.faces.detection import Candidates, Detection, Floats, Image, joined, merged
from photoindex.faces.resizing import resized, whole_blocks
from photoindex.faces.tiling import (
    EDGE,
    GRID,
    MOST_TILES,
    Tile,
    count_tiles,
    finest_side,
    largest_tile,
    sides_between,
    tiles,
)

# The most that a small image is enlarged: beyond this factor, nothing new is found.
LARGEST_ENLARGEMENT = 2.0

# Detections that overlap more than this are of the same face; see `merged`.
OVERLAP = 0.3
CONTAINMENT = 0.8

# Faces whose shorter side has more pixels than this are larger than those in the training data: the next coarser pass
# places their landmarks better. Below this size, the finer pass places the landmarks better.
LARGEST_FACE = 450.0

# In a coarse pass, detections with fewer pixels are discarded. Many of them are false, and the next finer pass finds
# faces of this size better.
SMALLEST_FACE = 40.0


class FaceNetwork(Protocol):
    """A detector's network, together with the reader of its outputs."""

    @property
    def fixed_size(self) -> tuple[int, int] | None:
        """(width, height) if the network accepts only one size, else None."""
        ...

    def find(self, canvas: Image, threshold: float) -> Candidates:
        """The candidates that score at least `threshold` in an RGB canvas, whose sides are multiples of 32."""
        ...


@dataclass(frozen=True, slots=True)
class _Step:
    """A pass at one long side, `size`. Detections smaller than `smallest` are discarded in this pass; those larger than
    `best_from` and up to `best_to` are preferred over detections of other passes.

    All in pixels at the scale of the pass.
    """

    size: int
    smallest: float
    best_from: float
    best_to: float


def _steps(sizes: list[int]) -> list[_Step]:
    """The passes at ascending `sizes`: a face belongs to the finest pass in which it is not too large."""
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


@dataclass(frozen=True, slots=True)
class Search:
    """The result of one search. `faces` are the faces; `weak` are detections with lower scores in other places. Both
    lists have the best score first.
    """

    faces: list[Detection]
    weak: list[Detection]


class MultiScaleDetector:
    """A `Detector` that runs a network at each of `sizes` (long sides in pixels) and merges the detections.

    Detections with at least the score `threshold` are faces; those with at least `weak` are returned as weak.
    """

    def __init__(
        self, network: FaceNetwork, *, sizes: tuple[int, ...], threshold: float, weak: float | None = None
    ) -> None:
        self._network = network
        self._sizes = sizes
        self._threshold = threshold
        self._weak = threshold if weak is None else weak

    def detect(self, image: Image, reduction: float = 1.0) -> list[Detection]:
        """The faces of an upright RGB image (uint8, height x width x 3), best score first."""
        return self.search(image, reduction).faces

    def search(self, image: Image, reduction: float = 1.0) -> Search:
        """The faces of an RGB image, the same that `detect` returns, and weaker detections that may be faces."""
        found, preferred = [], []
        for step in _steps(self._sides(image.shape[1], image.shape[0], reduction)):
            candidates, sides = self._find_at(image, step.size)
            kept = np.flatnonzero(sides >= step.smallest)
            found.append(candidates.take(kept))
            preferred.append((sides[kept] > step.best_from) & (sides[kept] <= step.best_to))
        return self._sorted_out(joined(found), np.concatenate(preferred))

    def side_for(self, width: int, height: int) -> int:
        """The long side at which a picture of `width` x `height` is searched; more pixels do not help."""
        return self._sides(width, height, 1.0)[-1]

    def _sorted_out(self, found: Candidates, preferred: NDArray[np.bool_]) -> Search:
        sure = found.scores >= self._threshold
        # Merged separately, so that a weak detection never replaces a face.
        faces = _merged(found.take(np.flatnonzero(sure)), preferred[sure])
        if sure.all():
            return Search(faces.detections(), [])
        weak = _merged(found.take(np.flatnonzero(~sure)), preferred[~sure])
        both = joined([faces, weak])
        is_face = np.arange(len(both.scores)) < len(faces.scores)
        beside = _merged(both, is_face)
        return Search(faces.detections(), beside.take(np.flatnonzero(beside.scores < self._threshold)).detections())

    def _sides(self, width: int, height: int, reduction: float) -> list[int]:
        """The long sides of the passes, ascending."""
        ordinary = self._distinct_sizes(max(width, height))
        finest = self._finest(width, height, ordinary[-1], reduction)
        if count_tiles(width, height, *self._scaled_tile(width, height, finest)) == 1:
            sides = [*ordinary[:-1], finest]
        else:
            sides = [*ordinary, *sides_between(ordinary[-1], finest)]
        narrow = min(width, height) / max(width, height)
        # In a narrower strip, a coarse pass can find no face of at least SMALLEST_FACE.
        return [side for side in sides[:-1] if side * narrow >= SMALLEST_FACE] + sides[-1:]

    def _finest(self, width: int, height: int, size: int, reduction: float) -> int:
        side = finest_side(width, height, size, reduction)
        while count_tiles(width, height, *self._scaled_tile(width, height, side)) > MOST_TILES:
            side = max(1, int(side * 0.9))
        return side

    def _scaled_tile(self, width: int, height: int, side: int) -> tuple[float, tuple[int, int]]:
        """The scale of a pass, and its largest (width, height) of network input."""
        scale = side / max(width, height)
        # The session needs no more memory for a tile than for a square photo.
        area = max(self._sizes) ** 2
        return scale, self._network.fixed_size or largest_tile(width, height, scale, area)

    def _distinct_sizes(self, long_side: int) -> list[int]:
        limits = [int(long_side * LARGEST_ENLARGEMENT)]
        if self._network.fixed_size is not None:
            limits.append(min(self._network.fixed_size))
        return sorted({max(1, min(size, *limits)) for size in self._sizes})

    def _find_at(self, image: Image, side: int) -> tuple[Candidates, Floats]:
        """Candidates in pixels of the image, and the shorter sides of their boxes at the scale of the pass."""
        height, width = image.shape[:2]
        scale, most = self._scaled_tile(width, height, side)
        found = [self._find_in(image, tile, scale) for tile in tiles(width, height, scale, most)]
        return joined([candidates for candidates, _ in found]), np.concatenate([sides for _, sides in found])

    def _find_in(self, image: Image, tile: Tile, scale: float) -> tuple[Candidates, Floats]:
        """Like `_find_at`, but in one tile.

        Faces that are cut by an inner edge of the tile are left to the neighbouring tiles.
        """
        inside = image[tile.top : tile.bottom, tile.left : tile.right]
        height, width = inside.shape[:2]
        wanted = max(1, round(width * scale)), max(1, round(height * scale))
        part = whole_blocks(inside, *wanted)
        small = resized(part, *wanted)
        found = self._network.find(self._canvas(small), self._weak)
        found = found.take(np.flatnonzero(~_cut(found, tile, wanted)))
        scaled = found.scaled(part.shape[1] / small.shape[1], part.shape[0] / small.shape[0])
        return scaled.moved(tile.left, tile.top), found.sides

    def _canvas(self, image: Image) -> Image:
        """The image in the top left corner of a black canvas of a size that the network accepts."""
        height, width = image.shape[:2]
        across, down = self._network.fixed_size or (-(-width // GRID) * GRID, -(-height // GRID) * GRID)
        if (across, down) == (width, height):
            return image
        canvas = np.zeros((down, across, 3), dtype=np.uint8)
        canvas[:height, :width] = image
        return canvas


def _merged(candidates: Candidates, preferred: NDArray[np.bool_]) -> Candidates:
    return merged(candidates, overlap=OVERLAP, containment=CONTAINMENT, preferred=preferred)


def _cut(found: Candidates, tile: Tile, size: tuple[int, int]) -> NDArray[np.bool_]:
    """A mask of the candidates, given in pixels of a tile scaled to `size`, that reach an inner edge of the tile."""
    left, top, right, bottom = found.boxes.T
    reached = (left < EDGE, top < EDGE, right > size[0] - EDGE, bottom > size[1] - EDGE)
    cut = np.zeros(len(found.scores), dtype=bool)
    for inner, reaches in zip(tile.inner, reached, strict=True):
        if inner:
            cut |= reaches
    return cut
