"""Cut square thumbnails out of a decoded photo: the face with some context, upright, in sRGB."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import to_srgb
from photoindex.domain.geometry import Box, Landmarks
from photoindex.domain.thumbnail import SIDES, FacePlace
from photoindex.thumbnails.encoding import Effort, encoded

Pixels = NDArray[np.uint8]

# The side of a thumbnail as a multiple of the longer side of the face's box, as on contact sheets: hair and chin are
# visible, and the face fills the square.
_AROUND = 1.5
_SIDE = SIDES["large"]
_LEAST_SIDE = SIDES["small"]
# The maximum number of pixels in all thumbnails of one photo when they are made fast. It does not make them smaller
# than the small size. With this limit, thumbnails add less than 3 % to the time of a scan (`benchmarks/thumbnails.py`).
# Without it, they would add 6 % to photos with eight faces.
_PIXELS_MADE_FAST = 100_000
_LEAST_FACE = 0.001


def thumbnails_in(
    images: Sequence[Pixels], places: Sequence[FacePlace], profile: bytes | None, effort: Effort
) -> Iterator[bytes]:
    """Yield the large thumbnail of each face as WebP. Faces with fewer pixels are not enlarged.

    Args:
        images: one or more decodings of the same upright photo, as RGB arrays (uint8, height x width x 3). Each face is
            cut out of the coarsest one with enough pixels, or else out of the finest one.
        profile: the ICC profile of the pixels; None for sRGB.
        effort: "fast" takes a millisecond per face, and makes smaller thumbnails if there are more than two.
            "thorough" takes four milliseconds, and the files are a fifth smaller.
    """
    by_size = sorted(images, key=lambda image: image.shape[1])
    side = _SIDE
    if effort == "fast" and places:
        side = min(_SIDE, max(_LEAST_SIDE, math.isqrt(_PIXELS_MADE_FAST // len(places))))
    for place in places:
        image = next((image for image in by_size if _edge(image, place.box) >= side), by_size[-1])
        # Converted after the reduction, because a thumbnail has few pixels.
        picture = to_srgb(Image.fromarray(_cut(image, place.box, side)), profile)
        turn = _turn(place.landmarks, image)
        yield encoded(picture if turn is None else picture.transpose(turn), effort)


def around(box: Box, width: int, height: int) -> tuple[int, int, int]:
    """The square around a face, as (left, top, side) in pixels. It is moved, and if necessary shrunk, so that it lies
    within the photo of `width` x `height` pixels.
    """
    # A damaged index may hold any number.
    box = box if all(map(math.isfinite, (box.x, box.y, box.width, box.height))) else Box(0.0, 0.0, 1.0, 1.0)
    wide = box.expanded(_AROUND)
    edge = round(min(max(wide.width * width, wide.height * height, 1.0), width, height))
    center_x, center_y = box.center
    left = min(max(center_x * width - edge / 2, 0.0), width - edge)
    top = min(max(center_y * height - edge / 2, 0.0), height - edge)
    return round(left), round(top), edge


def decoding_side(boxes: Sequence[Box]) -> int:
    """The smallest long side in pixels at which a photo can be decoded without losing detail of a thumbnail."""
    # The square's side is at least this fraction of the photo's long side, whether that is the width or the height,
    # unless the square is as wide as the photo. Few photos are longer than three squares.
    smallest = min((min(box.width, box.height) for box in boxes), default=1.0) * _AROUND
    return max(math.ceil(_SIDE / max(smallest, _LEAST_FACE)), 3 * _SIDE)


def _edge(image: Pixels, box: Box) -> int:
    return around(box, image.shape[1], image.shape[0])[2]


def _cut(image: Pixels, box: Box, side: int) -> Pixels:
    """The square around a face, of `side` x `side` pixels or smaller, C-contiguous."""
    import cv2

    left, top, edge = around(box, image.shape[1], image.shape[0])
    part = image[top : top + edge, left : left + edge]
    # Halving is the only averaging that is fast in OpenCV; the rest, at most a factor of two, is interpolated.
    while edge >= 2 * side:
        edge //= 2
        part = cv2.resize(part[: 2 * edge, : 2 * edge], (edge, edge), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    if edge > side:
        part = cv2.resize(part, (side, side), interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment]
    return np.ascontiguousarray(part)


def _turn(landmarks: Landmarks | None, image: Pixels) -> Image.Transpose | None:
    """How to turn the thumbnail of a face that lies on its side or upside down; None for an upright face."""
    if landmarks is None:
        return None
    across = (landmarks.right_eye[0] - landmarks.left_eye[0]) * image.shape[1]
    down = (landmarks.right_eye[1] - landmarks.left_eye[1]) * image.shape[0]
    if across >= abs(down):
        return None
    if abs(across) >= abs(down):
        return Image.Transpose.ROTATE_180
    # Pillow turns counter-clockwise. If the eye on the right is the lower one, the face was turned clockwise.
    return Image.Transpose.ROTATE_90 if down > 0 else Image.Transpose.ROTATE_270
