"""RAW files of cameras, through LibRaw: the JPEG that the camera put into them, or else a quick development."""

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
from photoindex.decode.exif import ExifFacts, read_exif, read_exif_block
from photoindex.decode.extras import load_extra
from photoindex.decode.formats import RAW_SUFFIXES, suffix_of
from photoindex.decode.image import UprightImage, open_picture
from photoindex.decode.limits import DecodeLimits, check_pixels, reduction
from photoindex.errors import PhotoError

# What an embedded JPEG must have along its long side to stand for the photo: what detectors search, and half of the
# sensor's pixels, which is what a quick development has.
_LEAST_PREVIEW = 1024
_LEAST_SHARE = 0.5

# LibRaw counts turns in its own way; the EXIF orientations that mean the same.
_ORIENTATIONS = {3: 3, 5: 8, 6: 6}

# The sensor's values, four 16-bit colours for every second pixel each way, and the result.
_BYTES_PER_PIXEL = 8

_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class _Preview:
    """A JPEG inside a RAW file, with its (width, height) as it is stored and what its EXIF block says."""

    data: bytes
    size: tuple[int, int]
    exif: ExifFacts


def is_raw(data: bytes, name: str) -> bool:
    """Whether it is a RAW file: by its name, since most are built like a TIFF and hold a tiny one; but never a JPEG."""
    return suffix_of(name) in RAW_SUFFIXES and bool(data) and not data.startswith(_JPEG)


def open_raw(data: bytes, name: str, limits: DecodeLimits, least_side: int | None) -> UprightImage:
    """Decode a RAW file; the meanings are those of `open_picture`, which decodes the embedded JPEG.

    Raises PhotoError, or one of CODEC_ERRORS for a damaged JPEG in it.
    """
    kind = suffix_of(name)[1:].upper()
    rawpy = load_extra("raw", f"{kind} (RAW)")
    with silent_decoder, _opened(rawpy, data, kind) as raw:
        sizes = raw.sizes
        check_pixels(kind, (sizes.raw_width, sizes.raw_height), limits, _BYTES_PER_PIXEL)
        exif, turn = _exif(raw, data), _ORIENTATIONS.get(sizes.flip, 1)
        preview = _preview(rawpy, raw)
        if preview is None or max(preview.size) < _least_preview((sizes.iwidth, sizes.iheight)):
            return _developed(raw, kind, replace(exif, orientation=turn), limits)
    turn = preview.exif.orientation or turn
    if (preview.size[0] < preview.size[1]) != (sizes.iwidth < sizes.iheight):
        # The camera has turned the JPEG upright already, whatever is written there.
        turn = 1
    picture = open_picture(preview.data, limits, least_side, orientation=turn)
    return replace(picture, format=kind, exif=_joined(exif, preview.exif, turn))


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
        with Image.open(BytesIO(thumb.data), formats=("JPEG",)) as image:
            return _Preview(thumb.data, image.size, read_exif(image))
    except (rawpy.LibRawError, *CODEC_ERRORS):
        # Without a preview that can be used there is still the photo itself.
        return None


def _developed(raw: Any, kind: str, exif: ExifFacts, limits: DecodeLimits) -> UprightImage:
    """Half the sensor's pixels each way need no guessing of colours, which takes most of the time of the whole."""
    # Read first: they become those of the result. LibRaw turns the picture upright.
    full = raw.sizes.iwidth, raw.sizes.iheight
    if exif.orientation in {6, 8}:
        full = full[::-1]
    pixels: NDArray[np.uint8] = raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8)
    if (pixels == pixels[0, 0]).all():
        # LibRaw says nothing when what it has to decode is missing.
        raise PhotoError("decode", "damaged: nothing of the picture is left")
    scale = max(1, round(max(full) / max(pixels.shape[:2])))
    divisor = reduction((pixels.shape[1], pixels.shape[0]), limits)
    if divisor > 1:
        pixels = np.asarray(Image.fromarray(pixels).reduce(divisor))
    pixels = np.ascontiguousarray(pixels)
    return UprightImage(pixels, full, kind, exif, None, scale * divisor, scale * divisor)


def _exif(raw: Any, data: bytes) -> ExifFacts:
    """What the file says, where it is built like a TIFF, and else the date that LibRaw has found."""
    exif = read_exif_block(data) if data[:4] in {b"II*\0", b"MM\0*"} else ExifFacts()
    taken_at = exif.taken_at or _date(raw)
    return replace(exif, taken_at=taken_at)


def _date(raw: Any) -> datetime | None:
    moment = raw.other.timestamp
    # LibRaw gives the start of its clock where there is none.
    return moment if isinstance(moment, datetime) and moment.year > 1970 else None


def _joined(exif: ExifFacts, preview: ExifFacts, orientation: int) -> ExifFacts:
    """What the RAW file itself does not say, its preview may."""
    has_place = exif.latitude is not None
    return ExifFacts(
        orientation=orientation,
        taken_at=preview.taken_at if exif.camera_make is None and preview.taken_at else exif.taken_at,
        camera_make=exif.camera_make or preview.camera_make,
        camera_model=exif.camera_model or preview.camera_model,
        latitude=exif.latitude if has_place else preview.latitude,
        longitude=exif.longitude if has_place else preview.longitude,
    )
