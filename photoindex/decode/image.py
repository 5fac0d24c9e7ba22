"""Decode files that Pillow can read, damaged ones if possible.

The result is an upright RGB picture that fits into memory.
"""

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

# A photo that lacks more than this fraction of its rows is a failure. The remaining rows rarely show what the owner
# remembers, and a reported failure prompts the owner to look for an intact copy.
_MOST_THAT_MAY_MISS = 1 / 3

# The images in a file of one of these formats are frames of one animation. In other formats they are separate photos:
# pages of a TIFF, pictures of an MPO.
_ANIMATED = frozenset(("GIF", "PNG", "WEBP", "AVIF"))

# Showing a frame requires decoding all frames before it.
_LAST_FRAME_WORTH_IT = 50
_MOST_PIXELS_OF_FILM = 200_000_000


def open_picture(
    data: bytes, limits: DecodeLimits, least_side: int | None, *, orientation: int | None = None
) -> UprightImage:
    """Decode a file that Pillow can read. The result is an upright RGB picture of at most `limits.array_pixels` pixels.

    With `least_side`, a JPEG is decoded at its smallest scale whose long side still has that many pixels. `orientation`
    overrides the orientation in the file. If invalid data outside the picture prevents decoding, that data is left out.
    Raises PhotoError if the file is empty, too large or incomplete beyond a limit; other failures raise one of
    CODEC_ERRORS. Call it inside `quiet_pillow`.
    """
    check_parts(data, limits)
    data = tidied(data, limits.parts)
    try:
        return _opened(data, data, limits, least_side, orientation)
    except CODEC_ERRORS:
        mended = mend(data)
        if mended is None:
            raise
    # If this fails too, its error describes the damage of the picture itself.
    return replace(_opened(mended.data, data, limits, least_side, orientation), tolerated=mended.tolerated)


def _opened(
    data: bytes, original: bytes, limits: DecodeLimits, least_side: int | None, orientation: int | None
) -> UprightImage:
    """Decode an opened file; `original` is the file with all its metadata."""
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
    """The profile of the converted pixels; None for CMYK and Lab, which the conversion has already dealt with."""
    if stored.mode in {"CMYK", "LAB"}:
        return None
    found = stored.info.get("icc_profile") or profile_of_codes(stored.info.get("nclx_profile") or {})
    return found or (adobe_rgb() if about.exif.adobe_rgb else None)


def _scales(image: Image.Image, limits: DecodeLimits, least_side: int | None) -> tuple[int, int]:
    """The divisor to decode with, and the smallest divisor that the limits allow."""
    if not is_jpeg(image):
        return 1, 1
    return jpeg_scale(image.size, limits, least_side), jpeg_scale(image.size, limits, None)


def _load(
    image: ImageFile.ImageFile, data: bytes, scale: int, limits: DecodeLimits
) -> tuple[ImageFile.ImageFile, bool]:
    """The image with its pixels, and whether the end of the file had to be filled in."""
    _draft(image, scale)
    try:
        image.load()
        return _representative_frame(image, data, limits), False
    except OSError:
        if not is_jpeg(image):
            raise
    # If libjpeg meets the end marker too early, it draws what it has and leaves the rest grey.
    mended = open_image(data + _END_OF_JPEG)
    _draft(mended, scale)
    mended.load()
    return mended, True


def _draft(image: ImageFile.ImageFile, scale: int) -> None:
    if scale > 1:
        image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))


def _representative_frame(first: ImageFile.ImageFile, data: bytes, limits: DecodeLimits) -> ImageFile.ImageFile:
    """The first frame, or a middle frame.

    A middle frame is used if the first frame has a single colour, as in an animation that fades in, and if reading a
    middle frame is affordable.
    """
    if first.format not in _ANIMATED or not _is_flat(first):
        return first
    try:
        frames = 0
        if first.format == "GIF":
            # To count the frames, Pillow would read all of them.
            data, frames = first_frames(data, 2 * _LAST_FRAME_WORTH_IT, limits.parts)
        film = open_image(data)
        frames = frames or getattr(film, "n_frames", 1)
        target = min(frames // 2, _LAST_FRAME_WORTH_IT, _MOST_PIXELS_OF_FILM // (first.width * first.height))
        if target == 0:
            return first
        film.seek(target)
        film.load()
    except CODEC_ERRORS:
        # Errors after the first frame do not matter.
        return first
    return film


def _is_flat(image: Image.Image) -> bool:
    extrema = image.getextrema()
    ranges = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(low == high for low, high in ranges)


def _damage(picture: Image.Image) -> str:
    """Describe how much of a truncated JPEG is missing. The last rows count as missing if all their pixels equal the
    very last pixel.
    """
    array = rgb_array(picture)
    with_content = np.flatnonzero((array != array[-1, -1]).any(axis=(1, 2)))
    missing = 1 - (with_content[-1] + 1) / len(array) if with_content.size else 1.0
    if missing > _MOST_THAT_MAY_MISS:
        message = f"the file is truncated: {missing:.0%} of the picture is missing"
        raise PhotoError("decode", message, "truncated")
    return f"truncated: {missing:.0%} of the picture is missing"
