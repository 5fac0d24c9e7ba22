"""Decode JPEG XL with imagecodecs; the size and the EXIF block are read here, following ISO/IEC 18181-1 and -2."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode.colour import rgb_array, rgb_converter
from photoindex.decode.containers import Blocks
from photoindex.decode.extras import load_extra
from photoindex.decode.image import open_picture
from photoindex.decode.jxl_header import HEADER_BYTES, START, JxlHeader, read_header
from photoindex.decode.limits import DecodeLimits, check_pixels, reduction
from photoindex.decode.metadata import of_blocks
from photoindex.decode.upright import UprightImage
from photoindex.errors import PhotoError

_CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"

# Three float planes, copies of them during colour conversion, and the result.
_BYTES_PER_PIXEL = 30
# Two copies of all coefficients of the JPEG, and the JPEG itself.
_BYTES_PER_PIXEL_OF_JPEG = 16
# The decoded values of each channel besides the colours.
_BYTES_PER_EXTRA_CHANNEL = 8

# A JPEG is a fifth larger than the JPEG XL made from it. Metadata may be compressed far more than that.
_MOST_GROWTH = 20
_MOST_BYTES_SAID = 20_000_000
_MOST_BLOCK = 16_000_000

_STREAM_BOXES = (b"jxlc", b"jxlp")
_BLOCKS = (b"Exif", b"xml ")
# The box with the data to reconstruct the JPEG from which the file was made (ISO/IEC 18181-2).
_WAS_JPEG = b"jbrd"
_LEAST_STREAM = 12

_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def is_jxl(data: bytes) -> bool:
    return data.startswith((START, _CONTAINER))


def open_jxl(data: bytes, limits: DecodeLimits, least_side: int | None) -> UprightImage:
    """Decode a JPEG XL file; for an animated one, the first frame.

    A file that was made from a JPEG is converted back to that JPEG, including its profile; other files cannot be
    decoded at smaller scales. Raises PhotoError, or one of CODEC_ERRORS.
    """
    imagecodecs = load_extra("jxl", "JPEG XL")
    boxes = _boxes(data, limits.parts) if data.startswith(_CONTAINER) else []
    header = _header(data, boxes)
    if any(kind == _WAS_JPEG for kind, _ in boxes):
        check_pixels("JPEG XL", header.size, limits, _BYTES_PER_PIXEL_OF_JPEG)
        return replace(open_picture(_as_jpeg(imagecodecs, data, limits), limits, least_side), format="JXL")
    cost = _BYTES_PER_PIXEL + _BYTES_PER_EXTRA_CHANNEL * header.extra_channels
    check_pixels("JPEG XL", header.size, limits, cost)
    # The decoder has already turned the picture upright, so the orientation in the EXIF block must be ignored.
    pixels = imagecodecs.jpegxl_decode(data, index=0, keeporientation=False, numthreads=1)
    image = _image(pixels)
    divisor = reduction(image.size, limits)
    picture = rgb_converter(image)(image)
    if divisor > 1:
        picture = picture.reduce(divisor)
    about = of_blocks(_blocks(boxes)).turned_by(None)
    return UprightImage(rgb_array(picture), image.size, "JXL", about, None, divisor, divisor)


def _image(pixels: NDArray[np.generic]) -> Image.Image:
    """An image of 8 bits: deeper integers use the range of their type, floats 0 to 1."""
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)  # type: ignore[operator]
    elif pixels.dtype != np.uint8:
        pixels = (np.clip(np.nan_to_num(pixels.astype(np.float32)), 0, 1) * 255 + 0.5).astype(np.uint8)
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if pixels.ndim not in {2, 3} or channels not in _MODES:
        raise PhotoError("decode", f"a JPEG XL with an unusual layout of {pixels.shape}", "unknown-format")
    return Image.fromarray(np.squeeze(pixels, 2) if pixels.ndim == 3 and channels == 1 else pixels)


def _as_jpeg(imagecodecs: Any, data: bytes, limits: DecodeLimits) -> bytes:
    """The JPEG from which the file was made. Raises PhotoError ("too-much-work") if it is far larger than the file."""
    most = min(_MOST_GROWTH * len(data) + _MOST_BYTES_SAID, limits.file_bytes)
    try:
        jpeg: bytes = imagecodecs.jpegxl_decode_jpeg(data, out=most)
    except ValueError as error:
        # This is the decoder's error if the buffer for the result is too small.
        message = f"a JPEG XL whose JPEG is over the limit of {most:,} bytes for {len(data):,} bytes"
        raise PhotoError("decode", message, "too-much-work") from error
    return jpeg


def _boxes(data: bytes, most: int) -> list[tuple[bytes, memoryview]]:
    """(type, content) of the boxes of a container; the last may be truncated.

    Raises PhotoError ("too-much-work") if there are more than `most`.
    """
    boxes: list[tuple[bytes, memoryview]] = []
    start = 0
    while start + 8 <= len(data):
        size, header = int.from_bytes(data[start : start + 4]), 8
        if size == 1:
            size, header = int.from_bytes(data[start + 8 : start + 16]), 16
        end = start + size if size else len(data)
        if end < start + header:
            break
        if len(boxes) == most:
            raise PhotoError("decode", f"a JPEG XL with more than {most:,} boxes", "too-much-work")
        boxes.append((data[start + 4 : start + 8], memoryview(data)[start + header : end]))
        start = end
    return boxes


def _header(data: bytes, boxes: list[tuple[bytes, memoryview]]) -> JxlHeader:
    stream = data[:HEADER_BYTES]
    if data.startswith(_CONTAINER):
        # The codestream may be split into parts, and the first part may be shorter than the header.
        parts = (content[4:] if kind == b"jxlp" else content for kind, content in boxes if kind in _STREAM_BOXES)
        stream = b""
        while len(stream) < HEADER_BYTES and (part := next(parts, None)) is not None:
            stream += part[:HEADER_BYTES]
    if not stream.startswith(START) or len(stream) < _LEAST_STREAM:
        raise PhotoError("decode", "the file is truncated", "truncated")
    return read_header(stream)


def _blocks(boxes: list[tuple[bytes, memoryview]]) -> Blocks:
    found = {kind: bytes(content) for kind, content in boxes if kind in _BLOCKS and len(content) <= _MOST_BLOCK}
    exif = found.get(b"Exif", b"")
    # Four bytes give the offset of the TIFF header after them.
    return Blocks("JXL", exif=exif[4 + int.from_bytes(exif[:4]) :], xmp=found.get(b"xml ", b""))
