"""Draw a face with its eyes at two given points."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from photoindex.decode import load_upright
from photoindex.export.timelapse.records import Eyes, TimelapseFace
from photoindex.faces.alignment import similarity

# In fractions of the frame. With these, hair, chin and shoulders of adults and children are in the frame.
LEFT_EYE, RIGHT_EYE = (0.41, 0.43), (0.59, 0.43)
# Where the photo does not fill the frame, its edges are continued in this fraction of the size, blurred.
_COARSE = 8
_BLUR = 3
# How dark the continuation is, and how wide the transition, in fractions of the frame.
_DARKER = 0.6
_SOFT = 0.03


def face_picture(face: TimelapseFace, side: int) -> Image.Image:
    """The photo as a square of `side` pixels in sRGB, in which the eyes are at `LEFT_EYE` and `RIGHT_EYE`.

    The photo is decoded as finely as the frame shows it. Where it ends, its edges are continued, dark and blurred.
    Raises PhotoError.
    """
    face.photo.check()
    scale = (RIGHT_EYE[0] - LEFT_EYE[0]) * side / max(face.apart, 1.0)
    long_side = max(face.photo.width, face.photo.height)
    most = math.ceil(long_side * scale) if 0 < scale < 1 and long_side else None
    with load_upright(face.photo.path, max_side=most) as photo:
        return _placed(photo, face.eyes, side)


def _placed(photo: Image.Image, eyes: Eyes, side: int) -> Image.Image:
    back = _back(photo, eyes, side)
    shown = photo.transform((side, side), Image.Transform.AFFINE, back.ravel().tolist(), Image.Resampling.BICUBIC)
    seen = _seen(photo, back, side)
    if seen is None:
        return shown
    return Image.composite(shown, _continued(photo, back, side), seen)


def _back(photo: Image.Image, eyes: Eyes, side: int) -> NDArray[np.float64]:
    """The 2x3 matrix from points of the frame to points of the photo, both in pixels."""
    return similarity(np.array([LEFT_EYE, RIGHT_EYE]) * side, np.array(eyes) * photo.size)


def _seen(photo: Image.Image, back: NDArray[np.float64], side: int) -> Image.Image | None:
    """How much of the photo shows at each pixel of the frame, 0 to 255; None if it fills the frame."""
    corners = np.array([[0, 0, 1], [side, 0, 1], [0, side, 1], [side, side, 1]]) @ back.T
    if (corners >= 0).all() and (corners <= photo.size).all():
        return None
    whole = Image.new("L", photo.size, 255)
    seen = whole.transform((side, side), Image.Transform.AFFINE, back.ravel().tolist(), Image.Resampling.BILINEAR)
    # After the blur, the edge of the photo is half visible. It must not be visible at all.
    soft = seen.filter(ImageFilter.GaussianBlur(side * _SOFT))
    return soft.point([max(0, 2 * value - 255) for value in range(256)])


def _continued(photo: Image.Image, back: NDArray[np.float64], side: int) -> Image.Image:
    """A frame of the colours at the nearest points of the photo, dark and blurred."""
    few = max(2, side // _COARSE)
    steps = (np.arange(few) + 0.5) * side / few
    across, down = np.meshgrid(steps, steps)
    points = np.stack([across, down, np.ones_like(across)], axis=-1) @ back.T
    columns, rows = (np.clip(points[..., axis], 0, photo.size[axis] - 1).astype(int) for axis in (0, 1))
    colours = np.asarray(photo)[rows, columns] * _DARKER
    small = Image.fromarray(colours.astype(np.uint8)).filter(ImageFilter.GaussianBlur(_BLUR))
    return small.resize((side, side), Image.Resampling.BICUBIC)
