"""Align a face by its five landmarks, to get the square crop on which embedders of the ArcFace family are trained."""

import numpy as np
from numpy.typing import NDArray

from photoindex.faces.detection import Image

# The positions of eyes, nose and mouth in a crop of 112 pixels, measured from the centre of the first pixel: the
# template of J. Deng et al., "ArcFace", CVPR 2019, as InsightFace publishes it.
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
TEMPLATE_SIZE = 112

# Faces larger than this many times the crop are sampled more coarsely; at that size, no aliasing shows.
LARGEST_REDUCTION = 16

Points = NDArray[np.float64]


def similarity(source: Points, target: Points) -> Points:
    """The rotation, uniform scale and translation, without reflection, that best maps `source` onto `target`.

    Points are (n, 2); the result is a 2x3 matrix. The least-squares solution has a closed form: with points as complex
    numbers, the map is linear, target = a * source + b. If all points coincide, the scale is zero.
    """
    z, w = source @ (1, 1j), target @ (1, 1j)
    z_centred = z - z.mean()
    spread = np.vdot(z_centred, z_centred).real
    a = np.vdot(z_centred, w - w.mean()) / spread if spread > 0 else 0j
    b = w.mean() - a * z.mean()
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])


def aligned(image: Image, landmarks: Points, size: int = TEMPLATE_SIZE) -> Image:
    """The face as an upright square of `size` pixels (uint8, RGB like the image); black beyond the image.

    `landmarks` are (5, 2) in pixels of the image; the first pixel spans 0 to 1. A face larger than the crop is first
    sampled at every pixel and then averaged, because sampling in larger steps would cause aliasing.
    """
    import cv2

    template = (TEMPLATE + 0.5) * (size / TEMPLATE_SIZE)
    matrix = similarity(landmarks, template)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    steps = min(max(1, round(1 / scale)), LARGEST_REDUCTION) if scale > 0 else 1
    part, corner = _needed_part(image, matrix, size)
    if part.size == 0:
        return np.zeros((size, size, 3), dtype=np.uint8)
    # OpenCV counts from the centre of the first pixel.
    matrix = matrix * steps
    matrix[:, 2] += matrix[:, :2] @ (corner + 0.5) - 0.5
    large = cv2.warpAffine(part, matrix, (size * steps, size * steps), flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0))
    return cv2.resize(large, (size, size), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _needed_part(image: Image, matrix: Points, size: int) -> tuple[Image, Points]:
    """The part of the image that the crop shows, and its offset.

    Only this part is warped, because OpenCV cannot warp sides of 32,768 pixels.
    """
    height, width = image.shape[:2]
    inverse = np.linalg.pinv(matrix[:, :2])
    corners = (np.array([[0, 0], [size, 0], [0, size], [size, size]]) - matrix[:, 2]) @ inverse.T
    left, top = np.clip(np.floor(corners.min(axis=0)) - 2, 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(corners.max(axis=0)) + 2, 0, (width, height)).astype(int)
    return image[top:bottom, left:right], np.array([left, top], dtype=np.float64)
