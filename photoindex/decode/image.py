"""Bytes -> one upright RGB picture that fits into memory, whatever the format, the orientation and the damage."""

from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile

from photoindex.decode.codecs import open_image, silent_libtiff
from photoindex.decode.colour import bands, rgb_array, rgb_converter
from photoindex.decode.exif import ExifFacts, read_exif
from photoindex.decode.limits import DecodeLimits, check_size, is_jpeg, jpeg_scale, reduction
from photoindex.errors import PhotoError

# EXIF 2.32, tag 274: what to do with the stored picture so that it stands upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_END_OF_JPEG = b"\xff\xd9"

# A photo that lacks more than this part of its rows is a failure: what is left is rarely what the owner remembers,
# and a failure is shown to the owner, who may have a whole copy elsewhere.
_MOST_THAT_MAY_MISS = 1 / 3


@dataclass(frozen=True, slots=True)
class UprightImage:
    """A decoded picture. `full_size` is the (width, height) of the upright photo before any reduction.

    `damage` says what is wrong with a photo that could be decoded only in part, else it is None.
    """

    image: Image.Image
    full_size: tuple[int, int]
    format: str
    exif: ExifFacts
    damage: str | None


def open_upright(data: bytes, limits: DecodeLimits, max_side: int | None = None) -> UprightImage:
    """Decode a photo to RGB, turned upright, at most `limits.array_pixels` large.

    With `max_side` a JPEG is decoded at the smallest of its scales whose long side still reaches it. Raises PhotoError
    for what is empty or too large or lacks too much, else one of CODEC_ERRORS. Call it inside `quiet_pillow`.
    """
    stored = open_image(data)
    check_size(stored, limits)
    declared, kind = stored.size, stored.format or ""
    # Pillow's TIFF plugin turns the picture upright by itself when it loads, and forgets the orientation. PNG on the
    # other hand may carry its EXIF behind the pixels.
    already_upright = kind == "TIFF"
    exif = read_exif(stored) if already_upright else None
    stored, scale, damaged = _load(stored, data, limits, max_side)
    exif = exif or read_exif(stored)
    full_width, full_height = declared if scale > 1 else stored.size
    picture = _to_rgb(stored, limits)
    damage = _damage(picture) if damaged else None
    if not already_upright and exif.orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[exif.orientation])
        if exif.orientation >= 5:
            full_width, full_height = full_height, full_width
    return UprightImage(picture, (full_width, full_height), kind, exif, damage)


def _load(
    image: ImageFile.ImageFile, data: bytes, limits: DecodeLimits, max_side: int | None
) -> tuple[ImageFile.ImageFile, int, bool]:
    """The image with its pixels, the divisor of its size, and whether the end of the file had to be made up."""
    scale = _draft(image, limits, max_side)
    try:
        with silent_libtiff if image.format == "TIFF" else nullcontext():
            image.load()
        return image, scale, False
    except OSError:
        if not is_jpeg(image):
            raise
    # libjpeg draws what it has and leaves the rest grey when it meets the end marker too early.
    mended = open_image(data + _END_OF_JPEG)
    _draft(mended, limits, max_side)
    mended.load()
    return mended, scale, True


def _draft(image: ImageFile.ImageFile, limits: DecodeLimits, max_side: int | None) -> int:
    scale = jpeg_scale(image.size, limits, max_side) if is_jpeg(image) else 1
    if scale > 1:
        image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))
    return scale


def _to_rgb(image: Image.Image, limits: DecodeLimits) -> Image.Image:
    to_rgb, divisor = rgb_converter(image), reduction(image.size, limits)
    if divisor == 1:
        return to_rgb(image)
    # Band by band, so that a huge picture is never held twice.
    reduced = Image.new("RGB", (-(-image.width // divisor), -(-image.height // divisor)))
    for top, band in bands(image, rows=divisor * 16):
        reduced.paste(to_rgb(band).reduce(divisor), (0, top // divisor))
    return reduced


def _damage(picture: Image.Image) -> str:
    """How much of a truncated JPEG is missing: the rows at its end in which every pixel is like the last one."""
    array = rgb_array(picture)
    with_content = np.flatnonzero((array != array[-1, -1]).any(axis=(1, 2)))
    missing = 1 - (with_content[-1] + 1) / len(array) if with_content.size else 1.0
    if missing > _MOST_THAT_MAY_MISS:
        raise PhotoError("decode", f"the file ends in the middle (truncated): {missing:.0%} of the picture is missing")
    return f"truncated: {missing:.0%} of the picture is missing"
