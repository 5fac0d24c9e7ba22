"""Bytes -> one upright RGB picture that fits into memory, whatever the format, the orientation and the damage."""

from dataclasses import replace

import numpy as np
from PIL import Image, ImageFile

from photoindex.decode.codecs import CODEC_ERRORS, open_image
from photoindex.decode.colour import rgb_array, rgb_converter, to_rgb, turned_upright
from photoindex.decode.effort import check_parts, check_scans
from photoindex.decode.gif import first_frames
from photoindex.decode.jpeg import decode_jpeg, turned
from photoindex.decode.jpeg_segments import tidied
from photoindex.decode.limits import DecodeLimits, check_size, is_jpeg, jpeg_scale, reduction
from photoindex.decode.mending import mend
from photoindex.decode.metadata import Metadata, metadata_of
from photoindex.decode.profiles import adobe_rgb, profile_of_codes
from photoindex.decode.upright import UprightImage
from photoindex.errors import PhotoError

_END_OF_JPEG = b"\xff\xd9"
_GIF = b"GIF8"

# A photo that lacks more than this part of its rows is a failure: what is left is rarely what the owner remembers,
# and a failure is shown to the owner, who may have a whole copy elsewhere.
_MOST_THAT_MAY_MISS = 1 / 3

# Pages and the pictures of an MPO are photos of their own; these are frames of one film.
_FILMS = frozenset(("GIF", "PNG", "WEBP", "AVIF"))

# To show a frame, all before it are decoded.
_LAST_FRAME_WORTH_IT = 50
_MOST_PIXELS_OF_FILM = 200_000_000


def open_picture(
    data: bytes, limits: DecodeLimits, least_side: int | None, *, orientation: int | None = None
) -> UprightImage:
    """Decode what Pillow can read to RGB, turned upright, at most `limits.array_pixels` large.

    With `least_side` a JPEG is decoded at the smallest of its scales whose long side still reaches it. `orientation`
    holds instead of what the picture says itself. What is odd beside the picture is left out if need be. Raises
    PhotoError for what is empty or too large or lacks too much, else one of CODEC_ERRORS. Call it inside
    `quiet_pillow`.
    """
    check_parts(data, limits)
    data = tidied(data, limits.parts)
    try:
        return _opened(data, data, limits, least_side, orientation)
    except CODEC_ERRORS:
        mended = mend(data)
        if mended is None:
            raise
    # If this fails too, its error tells what is wrong with the picture itself.
    return replace(_opened(mended.data, data, limits, least_side, orientation), tolerated=mended.tolerated)


def _opened(
    data: bytes, original: bytes, limits: DecodeLimits, least_side: int | None, orientation: int | None
) -> UprightImage:
    """`original` is the file with everything that it says about itself."""
    stored = open_image(first_frames(data, 1, limits.parts)[0] if data.startswith(_GIF) else data)
    check_size(stored, limits)
    check_scans(data, stored, limits)
    declared, kind = stored.size, stored.format or ""
    about = metadata_of(original, stored)
    about = about if orientation is None else about.turned_by(orientation)
    profile = _profile(stored, about)
    scale, finest = _scales(stored, limits, least_side)
    pixels, damage, divisor = decode_jpeg(stored, data, scale), None, 1
    if pixels is not None:
        pixels = turned(pixels, about.orientation)
    else:
        stored, damaged = _load(stored, data, scale, limits)
        divisor = reduction(stored.size, limits)
        picture = to_rgb(stored, rgb_converter(stored, empty_alpha_is_opaque=kind == "BMP"), divisor)
        damage = _damage(picture) if damaged else None
        pixels = rgb_array(turned_upright(picture, about.orientation))
    width, height = declared if scale > 1 else stored.size
    if about.orientation >= 5:
        width, height = height, width
    return UprightImage(pixels, (width, height), kind, about, damage, scale * divisor, finest * divisor, profile)


def _profile(stored: Image.Image, about: Metadata) -> bytes | None:
    """The profile of the numbers that come out of the decoder; CMYK is put through its own there."""
    if stored.mode in {"CMYK", "LAB"}:
        return None
    found = stored.info.get("icc_profile") or profile_of_codes(stored.info.get("nclx_profile") or {})
    return found or (adobe_rgb() if about.exif.adobe_rgb else None)


def _scales(image: Image.Image, limits: DecodeLimits, least_side: int | None) -> tuple[int, int]:
    """The divisor at which to decode, and the least that would be allowed."""
    if not is_jpeg(image):
        return 1, 1
    return jpeg_scale(image.size, limits, least_side), jpeg_scale(image.size, limits, None)


def _load(
    image: ImageFile.ImageFile, data: bytes, scale: int, limits: DecodeLimits
) -> tuple[ImageFile.ImageFile, bool]:
    """The image with its pixels, and whether the end of the file had to be made up."""
    _draft(image, scale)
    try:
        image.load()
        return _telling_frame(image, data, limits), False
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


def _telling_frame(first: ImageFile.ImageFile, data: bytes, limits: DecodeLimits) -> ImageFile.ImageFile:
    """The first frame, or one from the middle of a film that fades in from a single colour, as far as that pays."""
    if first.format not in _FILMS or not _is_flat(first):
        return first
    try:
        frames = 0
        if first.format == "GIF":
            # Pillow would go through all frames to count them.
            data, frames = first_frames(data, 2 * _LAST_FRAME_WORTH_IT, limits.parts)
        film = open_image(data)
        frames = frames or getattr(film, "n_frames", 1)
        target = min(frames // 2, _LAST_FRAME_WORTH_IT, _MOST_PIXELS_OF_FILM // (first.width * first.height))
        if target == 0:
            return first
        film.seek(target)
        film.load()
    except CODEC_ERRORS:
        # What is behind the first frame does not count.
        return first
    return film


def _is_flat(image: Image.Image) -> bool:
    extrema = image.getextrema()
    ranges = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(low == high for low, high in ranges)


def _damage(picture: Image.Image) -> str:
    """How much of a truncated JPEG is missing: the rows at its end in which every pixel is like the last one."""
    array = rgb_array(picture)
    with_content = np.flatnonzero((array != array[-1, -1]).any(axis=(1, 2)))
    missing = 1 - (with_content[-1] + 1) / len(array) if with_content.size else 1.0
    if missing > _MOST_THAT_MAY_MISS:
        message = f"the file ends in the middle (truncated): {missing:.0%} of the picture is missing"
        raise PhotoError("decode", message, "truncated")
    return f"truncated: {missing:.0%} of the picture is missing"
