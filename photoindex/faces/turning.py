"""Photos that lie on their side and do not say so: scans, and pictures that lost their EXIF."""

import numpy as np

from photoindex.faces.detection import Detection, Detector, Image
from photoindex.faces.resizing import resized

# Chosen with the default pack on 130 photos of celeba-inthewild and WIDER in all four positions. A detector finds most
# faces that lie on their side too, but places their landmarks as if they stood: their score betrays them. The best face
# of an upright photo reaches this in 9 of 10 photos, that of one on its side in 1 of 100, upside down in 1 of 3.
DOUBTFUL = 0.88
# SCRFD is more modest: of the same photos 8 in 10, 1 in 30 and 1 in 70 reach this. At 0.88 every second photo of people
# would be doubted, for one more face in 12 recognised upside down and none more on its side.
DOUBTFUL_FOR_SCRFD = 0.75

# The side of the small image that is tried in the three other positions, and the score at which it is worth a full
# search. Detection in photos without people takes a third longer for it.
PROBE_SIDE = 320
PROBE_SCORE = 0.6

# What the best face of that full search must reach, and how much better it must be than the best upright.
LEAST_SCORE = 0.75
MARGIN = 0.05


class TurningDetector:
    """A `Detector` that tries a photo turned by 90, 180 and 270 degrees when what it finds upright is doubtful.

    `upright` is the detector without it. `probe` looks at small images, with a threshold of `PROBE_SCORE`. A best score
    below `doubtful` is doubtful. Detections are in the image as it was given; landmarks of a face on its side are named
    as if it stood.
    """

    def __init__(self, detector: Detector, probe: Detector, *, doubtful: float = DOUBTFUL) -> None:
        self.upright = detector
        self._probe = probe
        self._doubtful = doubtful

    def detect(self, image: Image) -> list[Detection]:
        """The faces of an RGB image (uint8, height x width x 3), best score first."""
        found = self.upright.detect(image)
        best = _best_score(found)
        if best >= self._doubtful or (turns := self._likely_turns(image, best)) == 0:
            return found
        turned = self.upright.detect(_turned(image, turns))
        if _best_score(turned) < max(LEAST_SCORE, best + MARGIN):
            return found
        return [turned_back(face, turns, image.shape) for face in turned]

    def _likely_turns(self, image: Image, best: float) -> int:
        """The quarter turns, counter-clockwise, in which a small image shows the best face; 0 for upright."""
        height, width = image.shape[:2]
        scale = min(1.0, PROBE_SIDE / max(height, width))
        small = resized(image, max(1, round(width * scale)), max(1, round(height * scale)))
        scores = {turns: _best_score(self._probe.detect(_turned(small, turns))) for turns in (1, 3, 2)}
        likely = max(scores, key=lambda turns: scores[turns])
        return likely if scores[likely] > best else 0


def _best_score(found: list[Detection]) -> float:
    return max((face.score for face in found), default=0.0)


def _turned(image: Image, turns: int) -> Image:
    return np.ascontiguousarray(np.rot90(image, turns))


def turned_back(face: Detection, turns: int, shape: tuple[int, ...]) -> Detection:
    """A face found in an image after quarter turns counter-clockwise, in the image of this shape before them."""
    height, width = shape[:2]

    def point(x: float, y: float) -> tuple[float, float]:
        return {1: (width - y, x), 2: (width - x, height - y), 3: (y, height - x)}[turns]

    x, y, across, down = face.box
    (left, top), (right, bottom) = point(x, y), point(x + across, y + down)
    box = min(left, right), min(top, bottom), abs(right - left), abs(bottom - top)
    return Detection(box, tuple(point(*landmark) for landmark in face.landmarks), face.score)
