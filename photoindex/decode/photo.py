"""The two ways in: a photo for the scan, as an array with its facts, and a picture to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode.codecs import CODEC_ERRORS, photo_error, quiet_pillow
from photoindex.decode.content import open_upright
from photoindex.decode.limits import DecodeLimits
from photoindex.decode.profiles import to_srgb
from photoindex.decode.taken import choose_date
from photoindex.decode.upright import UprightImage
from photoindex.domain.photo import PhotoFacts
from photoindex.errors import PhotoError

_DEFAULT_LIMITS = DecodeLimits()


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A photo as the detector wants it.

    `image` is uint8 (height, width, 3), RGB, C-contiguous and upright. Along each of its pixels lie `reduction` pixels
    of the photo, whose size is in `facts`; `finest` is the least reduction that the limits allow. `damage` says what is
    missing of a photo that could be decoded only in part; None is whole.
    """

    image: NDArray[np.uint8]
    facts: PhotoFacts
    damage: str | None = None
    reduction: int = 1
    finest: int = 1


def decode_photo(
    data: bytes, name: str, limits: DecodeLimits = _DEFAULT_LIMITS, *, least_side: int | None = None
) -> DecodedPhoto:
    """Decode the content of a photo file; of an animated one the first frame that shows something.

    `name` is the file's name; it may tell the date when the content does not, and that a TIFF is a RAW file. For the
    rest the content alone decides the format. With `least_side` a JPEG comes reduced to a half, a quarter or an eighth
    as long as its long side keeps at least so many pixels; without it, and every other photo, only as far as the limits
    demand. A JPEG whose end is missing is decoded as far as it goes if at most a third of its rows are lost.

    Raises:
        PhotoError: it cannot be decoded. Its stage is "extra" when an optional package is missing, else "decode".
    """
    with _decoding():
        upright = open_upright(data, name, limits, least_side)
        facts = _facts(upright, name)
    return DecodedPhoto(upright.pixels, facts, upright.damage, upright.reduction, upright.finest)


def load_upright(path: Path, *, max_side: int | None = None) -> Image.Image:
    """An upright picture of a photo file in sRGB, its long side at most `max_side` pixels.

    Without `max_side` it has the size of `decode_photo`'s array. Small pictures are not enlarged. Raises PhotoError,
    also when the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PhotoError("read", f"{path}: {error.strerror or error}") from error
    with _decoding():
        upright = open_upright(data, path.name, _DEFAULT_LIMITS, max_side)
        picture = Image.fromarray(upright.pixels)
        if max_side is not None:
            picture = _fitted(picture, upright.full_size, max_side)
        return to_srgb(picture, upright.profile)


@contextmanager
def _decoding() -> Iterator[None]:
    with quiet_pillow:
        try:
            yield
        except CODEC_ERRORS as error:
            raise photo_error(error) from error


def _fitted(picture: Image.Image, full_size: tuple[int, int], max_side: int) -> Image.Image:
    # From the size of the whole photo, since the reduced one is rounded already.
    scale = min(1.0, max_side / max(full_size))
    width, height = (max(1, round(side * scale)) for side in full_size)
    if width >= picture.width and height >= picture.height:
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _facts(upright: UprightImage, name: str) -> PhotoFacts:
    exif, xmp = upright.about.exif, upright.about.xmp
    facts = PhotoFacts(
        width=upright.full_size[0],
        height=upright.full_size[1],
        format=upright.format,
        orientation=upright.about.orientation,
        camera_make=exif.camera_make or xmp.camera_make,
        camera_model=exif.camera_model or xmp.camera_model,
        latitude=exif.latitude,
        longitude=exif.longitude,
        tolerated=upright.tolerated,
    )
    taken = choose_date(upright.about, name)
    if taken is None:
        return facts
    return replace(
        facts,
        taken_at=taken.date.moment,
        taken_from=taken.source,
        taken_precision=taken.date.precision,
        taken_trusted=taken.trusted,
    )
