"""The two ways in: a photo for the scan, as an array with its facts, and a picture to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode.codecs import CODEC_ERRORS, photo_error, quiet_pillow
from photoindex.decode.colour import rgb_array
from photoindex.decode.dates import date_in_name
from photoindex.decode.image import UprightImage, open_upright
from photoindex.decode.limits import DecodeLimits
from photoindex.domain.photo import PhotoFacts
from photoindex.errors import PhotoError

_DEFAULT_LIMITS = DecodeLimits()


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A photo as the detector wants it.

    `image` is uint8 (height, width, 3), RGB, C-contiguous and upright. It has fewer pixels than `facts.width` and
    `facts.height` say when the photo is larger than the limits allow. `damage` says what is missing of a photo that
    could be decoded only in part; None is whole.
    """

    image: NDArray[np.uint8]
    facts: PhotoFacts
    damage: str | None = None


def decode_photo(data: bytes, name: str, limits: DecodeLimits = _DEFAULT_LIMITS) -> DecodedPhoto:
    """Decode the whole content of a photo file; of an animated one the first frame.

    `name` is the file's name; it may tell the date when the content does not. The content alone decides the format.
    A JPEG whose end is missing is decoded as far as it goes if at most a third of its rows are lost. Raises PhotoError
    for everything that cannot be decoded.
    """
    with _decoding():
        upright = open_upright(data, limits)
        return DecodedPhoto(rgb_array(upright.image), _facts(upright, name), upright.damage)


def load_upright(path: Path, *, max_side: int | None = None, limits: DecodeLimits = _DEFAULT_LIMITS) -> Image.Image:
    """An upright RGB picture of a photo file, its long side at most `max_side` pixels.

    Without `max_side` it has the size of `decode_photo`'s array. Small pictures are not enlarged. Raises PhotoError,
    also when the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PhotoError("read", f"{path}: {error.strerror or error}") from error
    with _decoding():
        upright = open_upright(data, limits, max_side)
        return upright.image if max_side is None else _fitted(upright, max_side)


@contextmanager
def _decoding() -> Iterator[None]:
    with quiet_pillow:
        try:
            yield
        except CODEC_ERRORS as error:
            raise photo_error(error) from error


def _fitted(upright: UprightImage, max_side: int) -> Image.Image:
    # From the size of the whole photo, since the reduced one is rounded already.
    scale = min(1.0, max_side / max(upright.full_size))
    width, height = (max(1, round(side * scale)) for side in upright.full_size)
    if width >= upright.image.width and height >= upright.image.height:
        return upright.image
    return upright.image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _facts(upright: UprightImage, name: str) -> PhotoFacts:
    exif = upright.exif
    taken_at, taken_from = exif.taken_at, "exif"
    if taken_at is None:
        taken_at = date_in_name(name)
        taken_from = "name" if taken_at else ""
    return PhotoFacts(
        width=upright.full_size[0],
        height=upright.full_size[1],
        format=upright.format,
        orientation=exif.orientation,
        taken_at=taken_at,
        taken_from=taken_from,
        camera_make=exif.camera_make,
        camera_model=exif.camera_model,
        latitude=exif.latitude,
        longitude=exif.longitude,
    )
