"""Place the landmarks of faces more precisely: look at each face again, upright, at two scales and mirrored.

A detector's landmarks are noisy: they move by several percent of the eye distance if the same face is seen one pixel
further to the right, or mirrored. An embedding depends on them more than on anything else in its crop. The noise of
different looks is nearly independent, so their mean is better than any of them. `benchmarks/landmarks.py` compares
looks by cost and gain.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.faces.alignment import TEMPLATE, Points, similarity
from photoindex.faces.cells import find_in_cells
from photoindex.faces.detection import Candidates, Detection, Image, overlaps
from photoindex.faces.passes import FaceNetwork


@dataclass(frozen=True, slots=True)
class Looks:
    """Square crops of `cell` pixels, a multiple of 32; each face is scaled to all of the sizes `faces` and is centred
    in its crop. The size of a face is the square root of the area of its box. If `mirrored`, each crop is also searched
    mirrored.
    """

    cell: int
    faces: tuple[int, ...]
    mirrored: bool = True


LOOKS = Looks(128, (72, 96))

# Candidates below this score do not count.
LEAST_SCORE = 0.3

# Candidates whose box overlaps the box of the face by less than this share of their union are of other faces, or of
# parts of the face.
LEAST_OVERLAP = 0.5

# The parts of large faces are halved until a pixel of the largest crop covers at most this many of their pixels. The
# smallest crop then interpolates pixels that are little more than two apart.
LARGEST_REDUCTION = 1.5

# The landmark that a landmark becomes in a mirror image.
MIRRORED = [1, 0, 2, 4, 3]


@dataclass(frozen=True, slots=True)
class _View:
    """A crop, the 2x3 matrix that maps the image onto it, and the size of the face in it in pixels."""

    pixels: Image
    matrix: Points
    face: int
    mirrored: bool


class LandmarkRefiner:
    """Replaces the landmarks of detections by means over several looks, which the detector's own network takes."""

    def __init__(self, network: FaceNetwork, looks: Looks = LOOKS) -> None:
        self._network = network
        self._looks = looks

    def refined(self, image: Image, found: Detection) -> Detection:
        """The face with the mean of the landmarks of all looks, weighted by the square of the score.

        If no look finds the face, it keeps its landmarks; its box and score always stay. The result does not depend on
        other faces: each face has a canvas of its own.
        """
        views = self._views(image, found)
        candidates = find_in_cells(self._network, [view.pixels for view in views], LEAST_SCORE)
        seen = [_landmarks_in(view, near) for view, near in zip(views, candidates, strict=True)]
        points = np.concatenate([places for places, _ in seen] or [np.empty((0, 5, 2))])
        if not points.size:
            return found
        mean = np.average(points, axis=0, weights=np.concatenate([scores for _, scores in seen]) ** 2)
        return replace(found, landmarks=tuple((float(x), float(y)) for x, y in mean))

    def _views(self, image: Image, found: Detection) -> list[_View]:
        landmarks = np.array(found.landmarks, dtype=np.float64)
        turn = _upright(landmarks)
        x, y, width, height = found.box
        if turn is None or width <= 0 or height <= 0:
            return []
        middle, side, cell = np.array([x + width / 2, y + height / 2]), (width * height) ** 0.5, self._looks.cell
        part, corner, halvings = _part(image, middle, side, self._looks)
        views: list[_View] = []
        for face in self._looks.faces:
            linear = turn * (face / side)
            matrix = np.column_stack([linear, cell / 2 - linear @ middle])
            pixels = _warped(part, matrix, corner, halvings, cell)
            views.append(_View(pixels, matrix, face, mirrored=False))
            if self._looks.mirrored:
                reflected = matrix * [[-1], [1]] + [[0, 0, cell], [0, 0, 0]]
                views.append(_View(np.ascontiguousarray(pixels[:, ::-1]), reflected, face, mirrored=True))
        return views


def _upright(landmarks: Points) -> Points | None:
    """The 2x2 rotation that turns a face upright, from all five landmarks; None if they coincide.

    In a profile, the eyes are too close to each other to show a direction.
    """
    turn = similarity(landmarks, TEMPLATE)[:, :2]
    scale = float(np.hypot(turn[0, 0], turn[1, 0]))
    return turn / scale if scale > 0 else None


def _part(image: Image, middle: Points, side: float, looks: Looks) -> tuple[Image, Points, int]:
    """The part of the image that the looks show, halved as often as they allow, its offset, and the halvings."""
    import cv2

    reach = looks.cell / min(looks.faces) * side * 0.5**0.5
    height, width = image.shape[:2]
    left, top = np.clip(np.floor(middle - reach), 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(middle + reach) + 1, 0, (width, height)).astype(int)
    part, halvings, reduction = image[top:bottom, left:right], 0, side / max(looks.faces)
    while reduction > LARGEST_REDUCTION and min(part.shape[:2]) > 1:
        # Even sides, so that every pixel averages four.
        part = part[: part.shape[0] // 2 * 2, : part.shape[1] // 2 * 2]
        part = cv2.resize(part, (part.shape[1] // 2, part.shape[0] // 2), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        halvings, reduction = halvings + 1, reduction / 2
    return part, np.array([left, top], dtype=np.float64), halvings


def _warped(part: Image, matrix: Points, corner: Points, halvings: int, cell: int) -> Image:
    import cv2

    if not part.size:
        return np.zeros((cell, cell, 3), dtype=np.uint8)
    linear = matrix[:, :2] * 2**halvings
    # OpenCV counts from the centre of the first pixel.
    shift = matrix[:, 2] + matrix[:, :2] @ corner + linear @ (0.5, 0.5) - 0.5
    return cv2.warpAffine(part, np.column_stack([linear, shift]), (cell, cell), flags=cv2.INTER_LINEAR)  # type: ignore[return-value]


def _landmarks_in(view: _View, candidates: Candidates) -> tuple[Points, NDArray[np.float32]]:
    """The landmarks, (n, 5, 2) in pixels of the image, and the scores, (n,), of the candidates that are this face."""
    cell = view.pixels.shape[0]
    start, end = (cell - view.face) / 2, (cell + view.face) / 2
    box = np.array([start, start, end, end], dtype=np.float32)
    same = candidates.take(np.flatnonzero(overlaps(box, candidates.boxes) >= LEAST_OVERLAP))
    points = (same.landmarks - view.matrix[:, 2]) @ np.linalg.inv(view.matrix[:, :2]).T
    return points[:, MIRRORED] if view.mirrored else points, same.scores
