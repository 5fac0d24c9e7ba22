"""Face pictures: thumbnails of faces as pixels, to draw them in a terminal."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.operations.thumbnails import SIDES, NoPicture, Thumbnails, ThumbnailSize

FacePicture = NDArray[np.uint8]
"""RGB pixels, (side, side, 3)."""


def face_pictures(thumbnails: Thumbnails, face_ids: Sequence[int], side: int) -> dict[int, FacePicture]:
    """Map face ids to pictures of `side` x `side` pixels. Faces are left out if they have no thumbnail and their photos
    cannot be read.

    Raises:
        IndexFileError: the index does not exist or cannot be used.
        IndexLockedError: another process held the index for too long.
    """
    size: ThumbnailSize = "small" if side <= SIDES["small"] else "large"
    found = {}
    for face_id in face_ids:
        picture = thumbnails.of_face(face_id, size)
        if not isinstance(picture, NoPicture):
            found[face_id] = _pixels(picture.data, side)
    return found


def _pixels(data: bytes, side: int) -> FacePicture:
    with Image.open(io.BytesIO(data)) as image:
        square = image.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    return np.asarray(square, dtype=np.uint8)
