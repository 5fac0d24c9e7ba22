"""Decode TIFF: with Pillow where its result is right, with tifffile for deep, unusual and float values, with libtiff
for YCbCr.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from photoindex.decode.codecs import silent_decoder
from photoindex.decode.colour import rgb_array, rgb_converter, to_rgb, turned_upright
from photoindex.decode.depth import Range
from photoindex.decode.extras import installed_extras, load_extra
from photoindex.decode.limits import DecodeLimits, check_pixels, reduction
from photoindex.decode.metadata import of_directory
from photoindex.decode.tiff_layout import CMYK, ICC_LAB, LAB, WHITE_IS_ZERO, Layout, check_parts, layout_of, photo_page
from photoindex.decode.tiff_tags import Directory, TagBlock
from photoindex.decode.upright import UprightImage
from photoindex.domain.photo import Tolerated
from photoindex.errors import PhotoError

_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OFFSETS, _COUNTS, _TILE_OFFSETS, _TILE_COUNTS, _PROFILE = 273, 279, 324, 325, 34675

# Compressions that tifffile reads without imagecodecs: uncompressed, Deflate (which has two numbers), PackBits.
_WITHOUT_CODECS = frozenset((1, 8, 32946, 32773))
_COMPRESSIONS = {1: "no compression", 5: "LZW", 7: "JPEG", 34712: "JPEG 2000"}
_FLOAT_PREDICTOR, _PREDICTOR = 3, 317

_BAND_ROWS = 64
_DARK = 64


class _AsStored(TiffImagePlugin.TiffImageFile):
    """A TIFF that Pillow does not turn by itself, because `Metadata.orientation` decides."""

    def load_end(self) -> None:
        self._size = self.im.size


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, and the bytes of its file, changed so that this page comes first."""

    data: bytes
    tags: TagBlock
    directory: Directory
    layout: Layout


def is_tiff(data: bytes) -> bool:
    return data.startswith(_HEADS)


def open_tiff(data: bytes, limits: DecodeLimits) -> UprightImage:
    """Decode the page of a TIFF that is the photo, always at full size.

    Raises PhotoError, which names any feature that cannot be read correctly, or one of CODEC_ERRORS.
    """
    tags = TagBlock(BytesIO(data))
    directory = photo_page(tags)
    check_parts(directory, len(data), limits.parts)
    layout = layout_of(directory, big=tags.big)
    check_pixels("TIFF", layout.size, limits, layout.cost)
    about = of_directory(tags, directory, next(tags.chain(), directory))
    page = _Page(_with_first(data, tags, directory), tags, directory, layout)
    tolerated: Tolerated = ""
    with silent_decoder:
        if layout.needs_libtiff:
            image = _by_libtiff(page)
        elif layout.needs_numbers and not (_needs_codec(page) and layout.pillow_will_do and not _has_codecs()):
            image, tolerated = _by_tifffile(page)
        else:
            image = _by_pillow(page)
            if layout.bits[0] == 16 and layout.colours == 3 and _is_dark(image):
                # Pillow keeps only the upper eight of 16 bits, of which perhaps only 10 or 12 are used.
                _load_codecs(page)
    if image.size != layout.size:
        raise PhotoError("decode", f"damaged: {image.size} pixels where {layout.size} are declared")
    divisor = reduction(layout.size, limits)
    profile = directory.blob(_PROFILE) or None
    picture = to_rgb(image, rgb_converter(image, empty_alpha_is_opaque=True), divisor)
    pixels = turned_upright(picture, about.orientation)
    size = layout.size if about.orientation < 5 else layout.size[::-1]
    return UprightImage(
        rgb_array(pixels), size, "TIFF", about, None, divisor, divisor, profile=profile, tolerated=tolerated
    )


def _with_first(data: bytes, tags: TagBlock, page: Directory) -> bytes:
    if page.offset == tags.first:
        return data
    at, width = (8, 8) if tags.big else (4, 4)
    return data[:at] + page.offset.to_bytes(width, "little" if tags.order == "<" else "big") + data[at + width :]


def _by_pillow(page: _Page) -> Image.Image:
    image: Image.Image = _AsStored(BytesIO(page.data))
    image.load()
    profile = page.directory.blob(_PROFILE)
    if page.layout.alpha is None and image.mode in {"RGBA", "LA", "PA"}:
        image = image.convert({"RGBA": "RGB", "LA": "L", "PA": "RGB"}[image.mode])
    # Pillow can convert the mode La only to LA.
    image = image.convert("LA") if image.mode == "La" else image
    if profile:
        image.info["icc_profile"] = profile
    return image


def _is_dark(image: Image.Image) -> bool:
    return all(image.getchannel(band).getextrema()[1] < _DARK for band in range(3))  # type: ignore[operator]


def _by_libtiff(page: _Page) -> Image.Image:
    import cv2

    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(page.data, np.uint8), flags)
    if pixels is None:
        raise PhotoError("decode", "a TIFF with YCbCr that libtiff cannot decode, which is not supported")
    return Image.fromarray(np.ascontiguousarray(pixels))


def _by_tifffile(page: _Page) -> tuple[Image.Image, Tolerated]:
    layout = page.layout
    if _needs_codec(page):
        _load_codecs(page)
    _check_whole(page)
    import tifffile

    with tifffile.TiffFile(BytesIO(page.data)) as file:
        first = file.pages[0]
        values = first.asarray(squeeze=False, maxworkers=1)
    # The axes are separate planes, depth, rows, columns and channels; either the planes or the channels have length 1.
    if values.ndim != 5 or values.shape[1] != 1:
        raise PhotoError("decode", f"a TIFF with an unusual layout of {values.shape}, which is not supported")
    values = np.moveaxis(values[:, 0], 0, 2)[..., 0] if layout.separate else values[0, 0]
    return _image(values, layout)


def _needs_codec(page: _Page) -> bool:
    """Whether an optional package is needed: it is for most compressions, and for depths that are not whole bytes."""
    return (
        page.layout.compression not in _WITHOUT_CODECS
        or page.directory.number(_PREDICTOR, 1) == _FLOAT_PREDICTOR
        or page.layout.bits[0] not in {1, 8, 16, 32, 64}
    )


def _load_codecs(page: _Page) -> None:
    kind = _COMPRESSIONS.get(page.layout.compression, f"compression {page.layout.compression}")
    load_extra("tiff", f"a TIFF of {page.layout.bits[0]} bits a channel with {kind}")


def _has_codecs() -> bool:
    return "tiff" in installed_extras()


def _check_whole(page: _Page) -> None:
    """Raise PhotoError if the file is too short, because tifffile would fill in missing data."""
    most = len(page.data)
    offsets = page.directory.ints(_OFFSETS, most) or page.directory.ints(_TILE_OFFSETS, most)
    sizes = page.directory.ints(_COUNTS, most) or page.directory.ints(_TILE_COUNTS, most)
    if not offsets or len(offsets) != len(sizes):
        raise PhotoError("decode", "damaged: a TIFF without the position of its picture")
    if any(offset + size > most for offset, size in zip(offsets, sizes, strict=True)):
        raise PhotoError("decode", "the file is truncated")


def _image(values: NDArray[Any], layout: Layout) -> tuple[Image.Image, Tolerated]:
    """An image of 8 bits, and whether its brightness had to be guessed."""
    colours = values[..., : layout.colours]
    if layout.photometric in {LAB, ICC_LAB}:
        return _in_mode("LAB", _lab(colours, layout)), ""
    parts = (colours[top : top + _BAND_ROWS] for top in range(0, len(colours), _BAND_ROWS))
    shown = Range(parts, layout.bits[0])
    opaque = None
    if layout.alpha is not None:
        alpha = values[..., layout.alpha : layout.alpha + 1]
        opaque = Range([alpha], layout.bits[0])
    channels = layout.colours + (opaque is not None)
    pixels = np.empty((*layout.size[::-1], channels), np.uint8)
    for top in range(0, len(pixels), _BAND_ROWS):
        rows = slice(top, top + _BAND_ROWS)
        band = shown.to_bytes(colours[rows])
        pixels[rows, :, : layout.colours] = 255 - band if layout.photometric == WHITE_IS_ZERO else band
        if opaque is not None:
            pixels[rows, :, layout.colours] = opaque.to_bytes(alpha[rows, :, 0])
    if layout.premultiplied and pixels[..., -1].any():
        pixels = _on_white(pixels)
    guessed: Tolerated = "tiff-range" if shown.guessed else ""
    if layout.photometric == CMYK:
        return _in_mode("CMYK", pixels[..., :4]), guessed
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels), guessed


def _in_mode(mode: str, pixels: NDArray[np.uint8]) -> Image.Image:
    """An image whose channels are not RGB."""
    return Image.frombuffer(mode, pixels.shape[1::-1], np.ascontiguousarray(pixels), "raw", mode, 0, 1)


def _on_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Composite RGBA onto white; premultiplied colours are already on black."""
    missing = 255 - pixels[..., -1:].astype(np.uint16)
    page: NDArray[np.uint8] = np.minimum(pixels[..., :-1] + missing, 255).astype(np.uint8)
    return page


def _lab(values: NDArray[Any], layout: Layout) -> NDArray[np.uint8]:
    """Eight bits of lightness, and eight signed bits for each of the two colour axes, as Pillow expects them."""
    deep = layout.bits[0] == 16
    words: NDArray[Any] = np.ascontiguousarray(values).view(np.uint16 if deep else np.uint8)
    eight: NDArray[np.uint8] = (words >> (8 if deep else 0)).astype(np.uint8)
    if layout.photometric == ICC_LAB:
        # In this encoding, the neutral value is the middle of the range, not 0.
        eight[..., 1:] ^= 0x80
    return eight
