"""Bytes -> one upright RGB picture that fits into memory, whatever the format, the orientation and the damage."""

from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from photoindex.decode.codecs import CODEC_ERRORS, open_image, silent_decoder
from photoindex.decode.colour import bands, rgb_array, rgb_converter
from photoindex.decode.exif import ExifFacts, read_exif
from photoindex.decode.jpeg import decode_jpeg, turned
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

# Pages and the pictures of an MPO are photos of their own; these are frames of one film.
_FILMS = frozenset(("GIF", "PNG", "WEBP", "AVIF"))

# To show a frame, all before it are decoded.
_LAST_FRAME_WORTH_IT = 50


@dataclass(frozen=True, slots=True)
class UprightImage:
    """A decoded picture: `pixels` are uint8 (height, width, 3), RGB and C-contiguous.

    `full_size` is the (width, height) of the upright photo before any reduction. `reduction` is how many of its pixels
    lie along one of the picture's, and `finest` is the least that this could have been. `damage` says what is wrong
    with a photo that could be decoded only in part, else it is None.
    """

    pixels: NDArray[np.uint8]
    full_size: tuple[int, int]
    format: str
    exif: ExifFacts
    damage: str | None = None
    reduction: int = 1
    finest: int = 1


def open_picture(
    data: bytes, limits: DecodeLimits, least_side: int | None, *, orientation: int | None = None
) -> UprightImage:
    """Decode what Pillow can read to RGB, turned upright, at most `limits.array_pixels` large.

    With `least_side` a JPEG is decoded at the smallest of its scales whose long side still reaches it. `orientation`
    holds instead of what the picture says itself. Raises PhotoError for what is empty or too large or lacks too much,
    else one of CODEC_ERRORS. Call it inside `quiet_pillow`.
    """
    stored = open_image(data)
    check_size(stored, limits)
    declared, kind = stored.size, stored.format or ""
    # Pillow's TIFF plugin turns the picture upright by itself when it loads, and forgets the orientation. PNG on the
    # other hand may carry its EXIF behind the pixels.
    already_upright = kind == "TIFF"
    exif = read_exif(stored) if already_upright else None
    scale, finest = _scales(stored, limits, least_side)
    pixels, damage = decode_jpeg(stored, data, scale), None
    if pixels is not None:
        exif = read_exif(stored)
        orientation = orientation or exif.orientation or 1
        pixels = turned(pixels, orientation)
        divisor = 1
    else:
        stored, damaged = _load(stored, data, scale)
        exif = exif or read_exif(stored)
        orientation = orientation or exif.orientation or 1
        divisor = reduction(stored.size, limits)
        picture = _to_rgb(stored, divisor)
        damage = _damage(picture) if damaged else None
        turn = None if already_upright else _UPRIGHT.get(orientation)
        pixels = rgb_array(picture if turn is None else picture.transpose(turn))
    width, height = declared if scale > 1 else stored.size
    if not already_upright and orientation >= 5:
        width, height = height, width
    return UprightImage(pixels, (width, height), kind, exif, damage, scale * divisor, finest * divisor)


def _scales(image: Image.Image, limits: DecodeLimits, least_side: int | None) -> tuple[int, int]:
    """The divisor at which to decode, and the least that would be allowed."""
    if not is_jpeg(image):
        return 1, 1
    return jpeg_scale(image.size, limits, least_side), jpeg_scale(image.size, limits, None)


def _load(image: ImageFile.ImageFile, data: bytes, scale: int) -> tuple[ImageFile.ImageFile, bool]:
    """The image with its pixels, and whether the end of the file had to be made up."""
    _draft(image, scale)
    try:
        with silent_decoder if image.format == "TIFF" else nullcontext():
            image.load()
        return _telling_frame(image, data), False
    except OSError:
        if not is_jpeg(image):
            raise
    # libjpeg draws what it has and leaves the rest grey when it meets the end marker too early.
    mended = open_image(data + _END_OF_JPEG)
    _draft(mended, scale)
    mended.load()
    return mended, True


def _draft(image: ImageFile.ImageFile, scale: int) -> None:
    if scale > 1:
        image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))


def _telling_frame(first: ImageFile.ImageFile, data: bytes) -> ImageFile.ImageFile:
    """The first frame, or one from the middle of a film that fades in from a single colour."""
    if first.format not in _FILMS or not _is_flat(first):
        return first
    try:
        film = open_image(data)
        frames = getattr(film, "n_frames", 1)
        if frames == 1:
            return first
        film.seek(min(frames // 2, _LAST_FRAME_WORTH_IT))
        film.load()
    except CODEC_ERRORS:
        # What is behind the first frame does not count.
        return first
    return film


def _is_flat(image: Image.Image) -> bool:
    extrema = image.getextrema()
    ranges = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(low == high for low, high in ranges)


def _to_rgb(image: Image.Image, divisor: int) -> Image.Image:
    to_rgb = rgb_converter(image)
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
        message = f"the file ends in the middle (truncated): {missing:.0%} of the picture is missing"
        raise PhotoError("decode", message, "truncated")
    return f"truncated: {missing:.0%} of the picture is missing"
