"""Place the landmarks of faces more precisely: look at each face again, upright, at two sizes and mirrored.

A detector's landmarks are noisy: they move if the same face is seen at another scale, a pixel further to the right or
in a mirror. An embedding depends on its landmarks more than on anything else. The errors of different looks are nearly
independent, so that the mean of a few is better than any of them.

With YuNet, this raises the true matches at 0.1 % false matches from 92.5 to 93.4 % on CelebA in the wild, from 82 to
88 % if its faces are reduced to 40 pixels, and from 56 to 75 % at 24 pixels. SCRFD's landmarks are less noisy, and the
mean is no better (94.5 %). `benchmarks/landmarks.py` and docs/packs.md compare looks by cost and gain.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.faces.alignment import TEMPLATE, Points, similarity
from photoindex.faces.cells import InCells, find_in_cells
from photoindex.faces.detection import Detection, Image, overlaps
from photoindex.faces.passes import FaceNetwork


@dataclass(frozen=True, slots=True)
class UprightLook:
    """A face, turned upright, scaled to `face` pixels and perhaps mirrored.

    The size of a face is the square root of the area of its box.
    """

    face: int
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks at one face, each in the centre of a square crop of `cell` pixels, a multiple of 32."""

    cell: int
    looks: tuple[UprightLook, ...]


# Chosen by cost and gain on CelebA in the wild, and on small sets of portraits. Faces in larger crops, and more looks,
# are no better by more than chance. The more the mean differs from the detected landmarks, the more it gains, so it
# replaces them however different they are; profiles gain as much as frontal faces.
LOOKS = Looks(96, (UprightLook(56), UprightLook(56, mirrored=True), UprightLook(72), UprightLook(72, mirrored=True)))

# Candidates below this score do not count.
LEAST_SCORE = 0.3

# Candidates whose box overlaps the box of the face by less than this share of their union are of other faces, or of
# parts of the face.
LEAST_OVERLAP = 0.5

# The image around a large face is halved until a pixel of the finest crop covers at most this many of its pixels.
LARGEST_REDUCTION = 1.5

# The landmark that a landmark becomes in a mirror image.
MIRRORED = [1, 0, 2, 4, 3]


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
        matrices = self._matrices(found)
        if not matrices.size:
            return found
        crops = _crops(image, matrices, self._looks.cell)
        points, scores = self._landmarks(find_in_cells(self._network, crops, LEAST_SCORE), matrices)
        if not scores.size:
            return found
        mean = np.tensordot(scores**2 / (scores**2).sum(), points, axes=1)
        return replace(found, landmarks=tuple((float(x), float(y)) for x, y in mean))

    def _matrices(self, found: Detection) -> NDArray[np.float64]:
        """The matrix of each look, which maps the image onto the crop, (looks, 2, 3); empty if the face has no size."""
        x, y, width, height = found.box
        # All five landmarks show the rotation: in a profile, the eyes are too close to each other.
        fitted = similarity(np.array(found.landmarks, dtype=np.float64), TEMPLATE)[:, :2]
        scale = float(np.hypot(fitted[0, 0], fitted[1, 0]))
        if scale == 0 or width <= 0 or height <= 0:
            return np.empty((0, 2, 3))
        upright, middle = fitted / (scale * (width * height) ** 0.5), (x + width / 2, y + height / 2)
        linear = [upright * look.face * ([[-1], [1]] if look.mirrored else 1) for look in self._looks.looks]
        return np.stack([np.column_stack([part, self._looks.cell / 2 - part @ middle]) for part in linear])

    def _landmarks(self, seen: InCells, matrices: NDArray[np.float64]) -> tuple[Points, Points]:
        """Landmarks, (n, 5, 2) in pixels of the image, and scores, (n,), of the candidates that are the face."""
        looks = self._looks.looks
        sizes = np.array([look.face for look in looks], dtype=np.float32)[seen.cells, None]
        expected = np.float32(self._looks.cell / 2) + sizes * np.array([-0.5, -0.5, 0.5, 0.5], dtype=np.float32)
        same = overlaps(expected.astype(np.float32), seen.candidates.boxes) >= LEAST_OVERLAP
        cells = seen.cells[same]
        back = np.linalg.inv(matrices[:, :, :2])[cells]
        points = (seen.candidates.landmarks[same] - matrices[cells, None, :, 2]) @ back.transpose(0, 2, 1)
        mirrored = np.array([look.mirrored for look in looks])[cells]
        points[mirrored] = points[mirrored][:, MIRRORED]
        return points, seen.candidates.scores[same].astype(np.float64)


def _crops(image: Image, matrices: NDArray[np.float64], cell: int) -> list[Image]:
    """The squares of `cell` pixels onto which the matrices map the image; black beyond the image."""
    import cv2

    height, width = image.shape[:2]
    edges = np.array([[0, 0], [cell, 0], [0, cell], [cell, cell]])
    shown = (edges - matrices[:, None, :, 2]) @ np.linalg.inv(matrices[:, :, :2]).transpose(0, 2, 1)
    left, top = np.clip(np.floor(shown.min(axis=(0, 1))) - 1, 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(shown.max(axis=(0, 1))) + 1, 0, (width, height)).astype(int)
    part, block = _halved(image[top:bottom, left:right], 1 / np.hypot(*matrices[:, :, 0].T).max())
    if not part.size:
        return [np.zeros((cell, cell, 3), dtype=np.uint8) for _ in matrices]
    linear = matrices[:, :, :2] * block
    # OpenCV counts from the centre of the first pixel.
    shifts = matrices[:, :, 2] + matrices[:, :, :2] @ (left, top) + linear @ (0.5, 0.5) - 0.5
    to_crops = np.concatenate([linear, shifts[..., None]], axis=2)
    return [cv2.warpAffine(part, matrix, (cell, cell), flags=cv2.INTER_LINEAR) for matrix in to_crops]  # type: ignore[misc]


def _halved(part: Image, reduction: float) -> tuple[Image, int]:
    """The image, halved as often as `reduction` allows, and the side of the square of pixels that became one."""
    import cv2

    block = 1
    while reduction > block * LARGEST_REDUCTION and min(part.shape[:2]) > 1:
        height, width = (side // 2 for side in part.shape[:2])
        # Without an odd last row and column, each pixel averages four.
        part = cv2.resize(part[: height * 2, : width * 2], (width, height), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        block *= 2
    return part, block
