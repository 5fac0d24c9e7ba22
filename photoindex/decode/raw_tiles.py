"""Bound the work of decoding a DNG: each of its tiles may hold a JPEG with far more pixels than the tile."""

import struct
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

from photoindex.decode.jpeg_segments import frame_size
from photoindex.decode.limits import DecodeLimits, check_pixels
from photoindex.decode.tiff_tags import Directory, TagBlock
from photoindex.errors import PhotoError

# TIFF 6.0, its supplements, and the DNG specification 1.4.
_COMPRESSION, _PHOTOMETRIC, _STRIPS, _SUB_DIRECTORIES = 259, 262, 273, 330
_TILE_WIDTH, _TILE_LENGTH, _TILES = 322, 323, 324
_LOSSY_JPEG = 34892
_LINEAR_RAW = 34892

_MOST_DIRECTORIES = 256
_MOST_BELOW = 64

# The buffer of one tile: up to four floats per pixel.
_BYTES_PER_PIXEL = 16


def check_tiles(data: bytes, kind: str, limits: DecodeLimits) -> None:
    """Refuse a RAW file in TIFF format whose tiles, or the JPEGs in them, are too large.

    Raises PhotoError ("too-many-pixels", "too-much-memory", "too-much-work").
    """
    for directory in _directories(data):
        size = directory.number(_TILE_WIDTH, 0), directory.number(_TILE_LENGTH, 0)
        check_pixels(f"{kind} with a tile", size, limits, _BYTES_PER_PIXEL)
        if directory.number(_COMPRESSION, 0) == _LOSSY_JPEG:
            _check_jpegs(data, directory, kind, limits)


def has_full_colours(data: bytes) -> bool:
    """Whether a RAW file in TIFF format holds all colours of each pixel instead of sensor values."""
    return any(directory.number(_PHOTOMETRIC, 0) == _LINEAR_RAW for directory in _directories(data))


def _directories(data: bytes) -> Iterator[Directory]:
    return islice(_all_directories(TagBlock(BytesIO(data))), _MOST_DIRECTORIES)


def _all_directories(tags: TagBlock) -> Iterator[Directory]:
    for directory in tags.chain():
        yield directory
        for offset in directory.ints(_SUB_DIRECTORIES, _MOST_BELOW):
            below = tags.directory(offset)
            if below is not None:
                yield below


def _check_jpegs(data: bytes, directory: Directory, kind: str, limits: DecodeLimits) -> None:
    total = 0
    for tag in (_TILES, _STRIPS):
        for offset in directory.ints(tag, limits.parts):
            try:
                width, height = frame_size(data, offset)
            except struct.error:
                # The file ends within the header that gives the size, so no decoder can spend time on this picture.
                continue
            total += width * height
            if total > limits.passes:
                what = f"{kind} with JPEGs of {total:,} pixels or more in its tiles"
                raise PhotoError("decode", f"{what}, over the limit of {limits.passes:,}", "too-much-work")
