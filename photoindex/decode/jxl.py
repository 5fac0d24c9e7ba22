"""JPEG XL, through imagecodecs; the size and the EXIF block are read here, from ISO/IEC 18181-1 and -2."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode.colour import rgb_array, rgb_converter
from photoindex.decode.containers import Blocks
from photoindex.decode.extras import load_extra
from photoindex.decode.image import open_picture
from photoindex.decode.limits import DecodeLimits, check_pixels, reduction
from photoindex.decode.metadata import of_blocks
from photoindex.decode.upright import UprightImage
from photoindex.errors import PhotoError

_CODESTREAM = b"\xff\x0a"
_CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"

# Width over height in a size header, by its three bits; 0 means that the width is written out.
_RATIOS = (
    None,
    Fraction(1),
    Fraction(6, 5),
    Fraction(4, 3),
    Fraction(3, 2),
    Fraction(16, 9),
    Fraction(5, 4),
    Fraction(2),
)
_SIDE_BITS = (9, 13, 18, 30)

# Three planes of floats, copies of them while they are turned into colours, and the result.
_BYTES_PER_PIXEL = 30
# All the coefficients of the JPEG, twice, and the JPEG.
_BYTES_PER_PIXEL_OF_JPEG = 16

_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def is_jxl(data: bytes) -> bool:
    return data.startswith((_CODESTREAM, _CONTAINER))


def open_jxl(data: bytes, limits: DecodeLimits, least_side: int | None) -> UprightImage:
    """Decode a JPEG XL file, of an animated one the first frame.

    One that was a JPEG becomes that JPEG again, with its profile; all others know no smaller scales. Raises PhotoError,
    or one of CODEC_ERRORS.
    """
    imagecodecs = load_extra("jxl", "JPEG XL")
    if _was_jpeg(data):
        check_pixels("JPEG XL", _declared_size(data), limits, _BYTES_PER_PIXEL_OF_JPEG)
        return replace(open_picture(imagecodecs.jpegxl_decode_jpeg(data), limits, least_side), format="JXL")
    check_pixels("JPEG XL", _declared_size(data), limits, _BYTES_PER_PIXEL)
    # The decoder turns the picture upright; an orientation in the EXIF block means nothing.
    pixels = imagecodecs.jpegxl_decode(data, index=0, keeporientation=False, numthreads=1)
    image = _image(pixels)
    divisor = reduction(image.size, limits)
    picture = rgb_converter(image)(image)
    if divisor > 1:
        picture = picture.reduce(divisor)
    about = of_blocks(_blocks(data)).turned_by(None)
    return UprightImage(rgb_array(picture), image.size, "JXL", about, None, divisor, divisor)


def _image(pixels: NDArray[np.generic]) -> Image.Image:
    """An image of 8 bits: deeper ones fill the range of their type, floats go from 0 to 1."""
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)  # type: ignore[operator]
    elif pixels.dtype != np.uint8:
        pixels = (np.clip(np.nan_to_num(pixels.astype(np.float32)), 0, 1) * 255 + 0.5).astype(np.uint8)
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if pixels.ndim not in {2, 3} or channels not in _MODES:
        raise PhotoError("decode", f"a JPEG XL with an unusual layout of {pixels.shape}", "unknown-format")
    return Image.fromarray(np.squeeze(pixels, 2) if pixels.ndim == 3 and channels == 1 else pixels)


def _boxes(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """(type, content) of the boxes of a container, the last perhaps cut short."""
    start = 0
    while start + 8 <= len(data):
        size, header = int.from_bytes(data[start : start + 4]), 8
        if size == 1:
            size, header = int.from_bytes(data[start + 8 : start + 16]), 16
        end = start + size if size else len(data)
        if end < start + header:
            return
        yield data[start + 4 : start + 8], memoryview(data)[start + header : end]
        start = end


def _declared_size(data: bytes) -> tuple[int, int]:
    """(width, height) before it is turned upright."""
    stream = memoryview(data)
    if data.startswith(_CONTAINER):
        parts = (content[4:] if kind == b"jxlp" else content for kind, content in _boxes(data) if kind in _STREAM_BOXES)
        stream = next(parts, memoryview(b""))
    if stream[:2] != _CODESTREAM or len(stream) < 12:
        raise PhotoError("decode", "the file ends in the middle (truncated)", "truncated")
    bits = _Bits(int.from_bytes(stream[2:12], "little"))
    small = bool(bits.take(1))
    height = bits.side(small)
    ratio = _RATIOS[bits.take(3)]
    return (bits.side(small) if ratio is None else int(height * ratio)), height


_STREAM_BOXES = (b"jxlc", b"jxlp")


class _Bits:
    """Reads numbers from the lowest bit up."""

    def __init__(self, value: int) -> None:
        self._value = value

    def take(self, count: int) -> int:
        taken = self._value & ((1 << count) - 1)
        self._value >>= count
        return taken

    def side(self, small: bool) -> int:
        return 8 * (1 + self.take(5)) if small else 1 + self.take(_SIDE_BITS[self.take(2)])


def _was_jpeg(data: bytes) -> bool:
    """Whether the file holds what is needed to make the JPEG again from which it was made (ISO/IEC 18181-2)."""
    return data.startswith(_CONTAINER) and any(kind == b"jbrd" for kind, _ in _boxes(data))


def _blocks(data: bytes) -> Blocks:
    found = dict(_boxes(data)) if data.startswith(_CONTAINER) else {}
    exif = bytes(found.get(b"Exif", b""))
    # Four bytes say where behind them the TIFF header begins.
    return Blocks("JXL", exif=exif[4 + int.from_bytes(exif[:4]) :], xmp=bytes(found.get(b"xml ", b"")))
