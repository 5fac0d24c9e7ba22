"""Decode plain JPEGs fast with OpenCV, which writes the final array without an intermediate copy."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode.codecs import silent_decoder
from photoindex.decode.limits import is_jpeg

# Both libraries convert grey and RGB alike; CMYK needs its profile.
_MODES = frozenset(("RGB", "L"))


def decode_jpeg(opened: Image.Image, data: bytes, scale: int) -> NDArray[np.uint8] | None:
    """The RGB pixels of a JPEG as they are stored, sides divided by `scale` (1, 2, 4 or 8) and rounded up.

    `opened` is the file opened by Pillow. Returns None if Pillow must decode it: the file is not a plain JPEG, its
    colours need more care, it is truncated, or OpenCV is not installed. Otherwise the pixels equal those of Pillow.
    """
    if not is_jpeg(opened) or opened.mode not in _MODES:
        return None
    try:
        import cv2
    except ImportError:
        # The detector reports that OpenCV is missing; a picture can be shown without it.
        return None
    # OpenCV's flags for reduced sizes all have grey in their names; without a colour flag, they only set the scale.
    flags = {
        1: 0,
        2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
        4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
        8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
    }[scale] | cv2.IMREAD_COLOR_RGB
    with silent_decoder:
        try:
            pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags | cv2.IMREAD_IGNORE_ORIENTATION)
        except cv2.error:
            return None
    size = tuple(-(-side // scale) for side in (opened.height, opened.width))
    if pixels is None or pixels.shape != (*size, 3) or (pixels[-1] == pixels[-1, -1]).all():
        # A last row of one colour can be a white border, or OpenCV's filling after a premature end.
        return None
    return pixels  # type: ignore[return-value]


def turned(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Pixels of `decode_jpeg` turned upright, C-contiguous; `orientation` is the EXIF value 1 to 8."""
    import cv2

    if orientation >= 5:
        pixels = cv2.transpose(pixels)  # type: ignore[assignment]
    flips = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}
    if orientation in flips:
        pixels = cv2.flip(pixels, flips[orientation])  # type: ignore[assignment]
    return pixels
