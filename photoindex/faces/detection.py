"""Define detections, and merge the detections of several passes over one image into one list of faces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

# The cell sides in pixels of the three grids of YuNet and SCRFD.
STRIDES = (8, 16, 32)

# Takes a map (channels, height, width), its stride and the least score; returns boxes, landmarks and scores as in
# `Candidates`.
ReadLevel = Callable[[Floats, int, float], tuple[Floats, Floats, Floats]]

# The result of a `ReadLevel` without candidates. Most maps of a small image have none, and computing with empty arrays
# takes about as long as the network itself.
NO_CANDIDATES = np.empty((0, 4), np.float32), np.empty((0, 5, 2), np.float32), np.empty(0, np.float32)


@dataclass(frozen=True, slots=True)
class Detection:
    """One face in an image, in pixels; the first pixel spans 0 to 1, so that its centre is at 0.5.

    `box` is (x, y, width, height) and may extend beyond the image. `landmarks` are (x, y) of left eye, right eye, nose,
    left and right mouth corner, from the viewer's side. `score` is the detector's confidence in 0..1.
    """

    box: tuple[float, float, float, float]
    landmarks: tuple[tuple[float, float], ...]
    score: float


class Detector(Protocol):
    """Finds faces in images."""

    def detect(self, image: Image, reduction: float = 1.0) -> list[Detection]:
        """The faces of an upright RGB image (uint8, height x width x 3), best score first.

        `reduction` is the width of an image pixel in pixels of the photo.
        """
        ...


@dataclass(frozen=True, slots=True)
class Candidates:
    """Detections as arrays, before they are merged: n rows each, float32.

    boxes: (n, 4) left, top, right, bottom in pixels. landmarks: (n, 5, 2). scores: (n,), 0..1.
    """

    boxes: Floats
    landmarks: Floats
    scores: Floats

    @property
    def sides(self) -> Floats:
        """The shorter side of each box, (n,)."""
        sides: Floats = (self.boxes[:, 2:] - self.boxes[:, :2]).min(axis=1)
        return sides

    def scaled(self, factor_x: float, factor_y: float) -> "Candidates":
        factors = np.array([factor_x, factor_y], dtype=np.float32)
        return Candidates(self.boxes * np.tile(factors, 2), self.landmarks * factors, self.scores)

    def moved(self, x: float, y: float) -> "Candidates":
        if x == y == 0:
            return self
        shift = np.array([x, y], dtype=np.float32)
        return Candidates(self.boxes + np.tile(shift, 2), self.landmarks + shift, self.scores)

    def take(self, rows: NDArray[np.intp]) -> "Candidates":
        return Candidates(self.boxes[rows], self.landmarks[rows], self.scores[rows])

    @staticmethod
    def of(found: Sequence[Detection]) -> "Candidates":
        """Convert detections, at least one, to arrays."""
        boxes = np.array([face.box for face in found], dtype=np.float32)
        boxes[:, 2:] += boxes[:, :2]
        landmarks = np.array([face.landmarks for face in found], dtype=np.float32)
        return Candidates(boxes, landmarks, np.array([face.score for face in found], dtype=np.float32))

    @staticmethod
    def from_maps(maps: Sequence[Floats], threshold: float, read_level: ReadLevel) -> "Candidates":
        """The candidates that `read_level` finds in the maps, (1, channels, height, width), one for each stride."""
        levels = [read_level(level[0], stride, threshold) for level, stride in zip(maps, STRIDES, strict=True)]
        return Candidates(*(np.concatenate(column) for column in zip(*levels, strict=True)))

    def detections(self) -> list[Detection]:
        return [
            Detection(
                box=(float(left), float(top), float(right - left), float(bottom - top)),
                landmarks=tuple((float(x), float(y)) for x, y in points),
                score=float(score),
            )
            for (left, top, right, bottom), points, score in zip(self.boxes, self.landmarks, self.scores, strict=True)
        ]


def joined(passes: list[Candidates]) -> Candidates:
    """Concatenate the candidates of several passes."""
    return Candidates(
        np.concatenate([found.boxes for found in passes]),
        np.concatenate([found.landmarks for found in passes]),
        np.concatenate([found.scores for found in passes]),
    )


def merged(
    candidates: Candidates,
    *,
    overlap: float,
    containment: float,
    preferred: NDArray[np.bool_] | None = None,
    pixel: float = 0.0,
) -> Candidates:
    """Greedy non-maximum suppression: keep the best candidate of each face and drop the others. The result has the best
    candidate first.

    Candidates marked in `preferred`, (n,), count as better than all others, whatever their scores.

    Two candidates show the same face if the intersection of their boxes is more than `overlap` of their union, or more
    than `containment` of the smaller box. The second condition is needed because, in a face that fills the frame, a
    fine pass mistakes an eye and a cheek for a separate face.

    `pixel` is added to all sides, for boxes that include the pixel at their right and bottom end.
    """
    others = np.zeros(len(candidates.scores), dtype=bool) if preferred is None else ~preferred
    order = np.lexsort((candidates.boxes[:, 0], candidates.boxes[:, 1], -candidates.scores, others))
    kept: list[np.intp] = []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(best)
        shared, union, smaller = _intersections(candidates.boxes[best], candidates.boxes[rest], pixel)
        order = rest[(shared <= overlap * union) & (shared <= containment * smaller)]
    return candidates.take(np.array(kept, dtype=np.intp))


def overlaps(boxes: Floats, others: Floats) -> Floats:
    """The intersection of each box with the box in the same row of `others`, as a share of their union; both (n, 4)."""
    shared, union, _ = _intersections(boxes, others, 0.0)
    shares: Floats = shared / union
    return shares


def _intersections(boxes: Floats, others: Floats, pixel: float) -> tuple[Floats, Floats, Floats]:
    """Areas of the intersections of `boxes` with `others`, of their unions, and of the smaller box of each pair.

    `others` are (n, 4); `boxes` too, or one box, (4,).
    """
    corner = np.minimum(boxes[..., 2:], others[:, 2:]) - np.maximum(boxes[..., :2], others[:, :2]) + pixel
    shared = np.prod(np.maximum(corner, 0), axis=1)
    area, areas = (np.prod(some[..., 2:] - some[..., :2] + pixel, axis=-1) for some in (boxes, others))
    return shared, area + areas - shared, np.minimum(area, areas)


def logit(score: float) -> float:
    """The number whose sigmoid is `score`, minus a small margin. Without the margin, rounding could exclude a value
    that just reaches the score.
    """
    return float(np.log(score / (1 - score))) - 1e-3 if 0 < score < 1 else float("-inf" if score <= 0 else "inf")
