"""Decode camera RAW files with LibRaw: the JPEG that the camera embedded, or else a fast development."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode.codecs import CODEC_ERRORS, silent_decoder
from photoindex.decode.dates import TakenDate
from photoindex.decode.extras import load_extra
from photoindex.decode.formats import RAW_SUFFIXES, suffix_of
from photoindex.decode.image import open_picture
from photoindex.decode.jpeg_segments import tidied
from photoindex.decode.limits import DecodeLimits, check_pixels, reduction
from photoindex.decode.metadata import Metadata, joined, metadata_of, of_directory
from photoindex.decode.raw_tiles import check_tiles, has_full_colours
from photoindex.decode.tiff_tags import TagBlock
from photoindex.decode.upright import UprightImage
from photoindex.errors import PhotoError

# An embedded JPEG may replace the photo only if its long side has at least this many pixels, the size at which
# detectors search. It must also have at least half as many pixels as the long side of the sensor, the size of a fast
# development.
_LEAST_PREVIEW = 1024
_LEAST_SHARE = 0.5

# LibRaw's own codes of rotations, and the equivalent EXIF orientations.
_ORIENTATIONS = {3: 3, 5: 8, 6: 6}

# Memory for the sensor's values, for four 16-bit colours at every second pixel in each direction, and for the result.
_BYTES_PER_PIXEL = 8
# The same for files in which each pixel has all its colours: memory for the stored values, for four colours per pixel,
# and for the result.
_BYTES_PER_PIXEL_IN_COLOUR = 20

_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class _Preview:
    """A JPEG inside a RAW file, with its stored (width, height) and its metadata."""

    data: bytes
    size: tuple[int, int]
    about: Metadata


def is_raw(data: bytes, name: str) -> bool:
    """Whether the file is a RAW file.

    The name decides, because most RAW files look like TIFF files with a tiny picture. A JPEG, however, is never a RAW
    file, whatever its name.
    """
    return suffix_of(name) in RAW_SUFFIXES and bool(data) and not data.startswith(_JPEG)


def open_raw(data: bytes, name: str, limits: DecodeLimits, least_side: int | None) -> UprightImage:
    """Decode a RAW file. The arguments have the same meaning as in `open_picture`, which decodes the embedded JPEG.

    Raises PhotoError, or one of CODEC_ERRORS for a damaged JPEG in it.
    """
    kind = suffix_of(name)[1:].upper()
    rawpy = load_extra("raw", f"{kind} (RAW)")
    check_tiles(data, kind, limits)
    with silent_decoder, _opened(rawpy, data, kind) as raw:
        sizes = raw.sizes
        # Check this before the first call that makes LibRaw unpack the picture.
        cost = _BYTES_PER_PIXEL_IN_COLOUR if has_full_colours(data) else _BYTES_PER_PIXEL
        check_pixels(kind, (sizes.raw_width, sizes.raw_height), limits, cost)
        about, turn = _about(raw, data), _ORIENTATIONS.get(sizes.flip, 1)
        preview = _preview(rawpy, raw)
        if preview is None or max(preview.size) < _least_preview((sizes.iwidth, sizes.iheight)):
            return _developed(raw, kind, about.turned_by(turn), limits)
    turn = preview.about.exif.orientation or turn
    if (preview.size[0] < preview.size[1]) != (sizes.iwidth < sizes.iheight):
        # The camera has already turned the JPEG upright, whatever its orientation tag says.
        turn = 1
    picture = open_picture(preview.data, limits, least_side, orientation=turn)
    return replace(picture, format=kind, about=_joined(about, preview.about).turned_by(turn))


@contextmanager
def _opened(rawpy: Any, data: bytes, kind: str) -> Iterator[Any]:
    try:
        with rawpy.imread(BytesIO(data)) as raw:
            yield raw
    except (rawpy.LibRawError, rawpy.NotSupportedError) as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        message = f"damaged, or a {kind} that LibRaw does not know: {reason}"
        raise PhotoError("decode", message, "unknown-format") from error


def _least_preview(size: tuple[int, int]) -> float:
    return min(max(_LEAST_PREVIEW, max(size) * _LEAST_SHARE), max(size))


def _preview(rawpy: Any, raw: Any) -> _Preview | None:
    try:
        thumb = raw.extract_thumb()
        if thumb.format != rawpy.ThumbFormat.JPEG:
            return None
        data = tidied(thumb.data, DecodeLimits().parts)
        with Image.open(BytesIO(data), formats=("JPEG",)) as image:
            return _Preview(data, image.size, metadata_of(data, image))
    except (rawpy.LibRawError, PhotoError, *CODEC_ERRORS):
        # Without a usable preview, the photo itself is developed.
        return None


def _developed(raw: Any, kind: str, about: Metadata, limits: DecodeLimits) -> UprightImage:
    """Develop the photo at half size, which avoids demosaicing, the slowest part of a full development."""
    # Read the sizes before developing, which overwrites them with the sizes of the result. LibRaw turns the picture
    # upright.
    full = raw.sizes.iwidth, raw.sizes.iheight
    if about.orientation in {6, 8}:
        full = full[::-1]
    pixels: NDArray[np.uint8] = raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8)
    if (pixels == pixels[0, 0]).all():
        # LibRaw does not report an error if the picture's data is missing.
        raise PhotoError("decode", "damaged: nothing of the picture is left")
    scale = max(1, round(max(full) / max(pixels.shape[:2])))
    divisor = reduction((pixels.shape[1], pixels.shape[0]), limits)
    if divisor > 1:
        pixels = np.asarray(Image.fromarray(pixels).reduce(divisor))
    pixels = np.ascontiguousarray(pixels)
    return UprightImage(pixels, full, kind, about, None, scale * divisor, scale * divisor)


def _about(raw: Any, data: bytes) -> Metadata:
    """The metadata of the file, if it is built like a TIFF, with the date that LibRaw found."""
    tags = TagBlock(BytesIO(data))
    base = tags.directory(tags.first)
    about = of_directory(tags, base, base) if base else Metadata()
    return replace(about, raw=_date(raw))


def _date(raw: Any) -> TakenDate | None:
    moment = raw.other.timestamp
    # LibRaw returns the Unix epoch if there is no date.
    return TakenDate(moment) if isinstance(moment, datetime) and moment.year > 1970 else None


def _joined(about: Metadata, preview: Metadata) -> Metadata:
    """The metadata of the RAW file, with gaps filled from its preview. If the file names no camera, the result is the
    metadata of the preview alone.
    """
    if about.exif.camera_make is None:
        return replace(joined(preview, about), raw=None if preview.exif.original else about.raw)
    return joined(about, preview)
