"""Search single spots of an image again at other rotations: many small crops in one run of the network."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from photoindex.faces.cells import find_in_cells
from photoindex.faces.detection import Candidates, Detection, Image
from photoindex.faces.passes import FaceNetwork
from photoindex.faces.resizing import sketched


@dataclass(frozen=True, slots=True)
class Frame:
    """A square crop of `cell` pixels, a multiple of 32, with the face scaled to `face` pixels in its centre."""

    cell: int
    face: int


# This is enough to tell the rotation of a face, even if the spot is larger than the face.
COARSE = Frame(96, 44)
# This is enough to tell whether there may be a face, and takes half as long as a coarse look. If glances come first,
# 382 of 420 faces next to an upright one are recognised, compared with 384 if there are only coarse looks (60 photos of
# `benchmarks/sideways.py --beside`, and 80 others in the same way). If glances scaled faces to 32 pixels, they would
# miss 7 more of 240.
GLANCE = Frame(64, 40)
# This is enough for landmarks nearly as good as those of an upright face: at half this size, the landmarks of a tilted
# head were pulled towards upright, and the embeddings of the lying and the upright face had a cosine of .56 instead of
# .93.
FINE = Frame(384, 176)


@dataclass(frozen=True, slots=True)
class Look:
    """A possible face, and the number of counter-clockwise quarter turns after which its spot is searched again."""

    face: Detection
    turns: int


@dataclass(frozen=True, slots=True)
class _Crop:
    """A square crop, with its left and top edge in the image and its scale."""

    pixels: Image
    left: float
    top: float
    scale: float


class SecondLook:
    """Run a network over spots of an image, and keep the detections that score at least `threshold`."""

    def __init__(self, network: FaceNetwork, *, threshold: float) -> None:
        self._network = network
        self._threshold = threshold

    def find(self, image: Image, looks: Sequence[Look], frame: Frame = COARSE) -> list[Detection | None]:
        """For each look, the best face in the centre of its crop, in coordinates of the image, or None."""
        if not looks:
            return []
        # One crop serves all rotations of a spot.
        crops = {box: _crop(image, box, frame) for box in {look.face.box for look in looks}}
        turned_crops = [turned(crops[look.face.box].pixels, look.turns) for look in looks]
        found = find_in_cells(self._network, turned_crops, self._threshold)
        return [
            _best_of(found.of(number), crops[look.face.box], look.turns, frame) for number, look in enumerate(looks)
        ]


def _best_of(candidates: Candidates, crop: _Crop, turns: int, frame: Frame) -> Detection | None:
    middles = (candidates.boxes[:, :2] + candidates.boxes[:, 2:]) / 2
    # The face was first detected at another rotation, so it may be off-centre.
    inside = np.flatnonzero((np.abs(middles - frame.cell / 2) <= frame.face / 2).all(axis=1))
    if not inside.size:
        return None
    best = inside[[int(np.argmax(candidates.scores[inside]))]]
    (face,) = candidates.take(best).detections()
    upright = turned_back(face, turns, (frame.cell, frame.cell))
    x, y, width, height = upright.box
    points = [(left / crop.scale + crop.left, top / crop.scale + crop.top) for left, top in upright.landmarks]
    box = x / crop.scale + crop.left, y / crop.scale + crop.top, width / crop.scale, height / crop.scale
    return replace(upright, box=box, landmarks=tuple(points))


def _crop(image: Image, box: tuple[float, float, float, float], frame: Frame) -> _Crop:
    x, y, width, height = box
    cell = frame.cell
    side = max(1.0, (width * height) ** 0.5 * cell / frame.face)
    scale, left, top = cell / side, x + (width - side) / 2, y + (height - side) / 2
    rows = _inside(top, side, image.shape[0])
    columns = _inside(left, side, image.shape[1])
    pixels = np.zeros((cell, cell, 3), dtype=np.uint8)
    part = image[rows, columns]
    if part.size:
        down, across = (min(cell, max(1, round(length * scale))) for length in part.shape[:2])
        # Rounded to whole pixels: half a pixel of a cell does not matter.
        from_top = min(cell - down, max(0, round((rows.start - top) * scale)))
        from_left = min(cell - across, max(0, round((columns.start - left) * scale)))
        pixels[from_top : from_top + down, from_left : from_left + across] = sketched(part, across, down)
    return _Crop(pixels, left, top, scale)


def _inside(start: float, length: float, end: int) -> slice:
    first = min(max(0, round(start)), end)
    return slice(first, min(max(first, round(start + length)), end))


def turned(image: Image, turns: int) -> Image:
    """The image after quarter turns counter-clockwise."""
    import cv2

    if turns == 0:
        return image
    # This takes a tenth of the time of copying the result of `np.rot90`.
    code = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}[turns]
    return cv2.rotate(image, code)  # type: ignore[return-value]


def turned_back(face: Detection, turns: int, shape: tuple[int, ...]) -> Detection:
    """A face found after quarter turns counter-clockwise, in coordinates of the unrotated image of this shape."""
    height, width = shape[:2]

    def point(x: float, y: float) -> tuple[float, float]:
        return {0: (x, y), 1: (width - y, x), 2: (width - x, height - y), 3: (y, height - x)}[turns]

    x, y, across, down = face.box
    (left, top), (right, bottom) = point(x, y), point(x + across, y + down)
    box = min(left, right), min(top, bottom), abs(right - left), abs(bottom - top)
    return Detection(box, tuple(point(*landmark) for landmark in face.landmarks), face.score)
