"""Convert every pixel format of Pillow to 8-bit RGB."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from photoindex.decode.depth import Range

Converter = Callable[[Image.Image], Image.Image]

# Rows converted at a time: few enough to stay in the processor's cache, so that copying a 12 MP photo to an array takes
# a third of the time of np.asarray on the whole image.
_BAND_ROWS = 64

# EXIF 2.32, tag 274: the operation that turns the stored picture upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def rgb_converter(image: Image.Image, *, empty_alpha_is_opaque: bool = False) -> Converter:
    """A function that converts this loaded image, or any part cut out of it, to RGB.

    Transparent pixels are composited onto white. Deep grey is scaled by `Range`. CMYK is converted with the embedded
    colour profile if it is usable. RGB profiles are not applied.

    Args:
        empty_alpha_is_opaque: ignore an alpha channel that is zero everywhere. Some programs write such channels into
            BMP and TIFF files, which other programs show as opaque; in PNG, WebP and GIF, the channel is intended.
    """
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _deep_grey(Range(np.asarray(band) for _, band in bands(image)))
    if image.has_transparency_data:
        empty = empty_alpha_is_opaque and image.mode in {"RGBA", "LA"} and image.getextrema()[-1] == (0, 0)
        return _plain if empty else _on_white
    if image.mode == "CMYK":
        return _from_cmyk(image.info.get("icc_profile"))
    if image.mode == "LAB":
        return _through(ImageCms.createProfile("LAB"), "LAB")
    return _plain


def to_rgb(image: Image.Image, convert: Converter, divisor: int) -> Image.Image:
    """The image in RGB, with sides reduced by `divisor`."""
    if divisor == 1:
        return convert(image)
    # Band by band, so that a huge picture is never in memory twice.
    reduced = Image.new("RGB", (-(-image.width // divisor), -(-image.height // divisor)))
    for top, band in bands(image, rows=divisor * 16):
        reduced.paste(convert(band).reduce(divisor), (0, top // divisor))
    return reduced


def turned_upright(picture: Image.Image, orientation: int) -> Image.Image:
    """The picture turned upright according to its Exif orientation, 1 to 8."""
    turn = _UPRIGHT.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def bands(image: Image.Image, rows: int = _BAND_ROWS) -> Iterator[tuple[int, Image.Image]]:
    """Horizontal strips of an image from top to bottom, each with the y of its first row."""
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def rgb_array(image: Image.Image) -> NDArray[np.uint8]:
    """An RGB image as a C-contiguous array (height, width, 3)."""
    array = np.empty((image.height, image.width, 3), np.uint8)
    for top, band in bands(image):
        array[top : top + band.height] = np.asarray(band)
    return array


def _plain(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    layer = image.convert("RGBA")
    page = Image.new("RGB", image.size, "white")
    page.paste(layer, mask=layer)
    return page


def _from_cmyk(profile: bytes | None) -> Converter:
    if profile:
        try:
            return _through(ImageCms.getOpenProfile(BytesIO(profile)), "CMYK")
        except (ImageCms.PyCMSError, OSError):
            # The profile is damaged or made for another pixel format: the plain formula is then the best guess.
            return _plain
    return _plain


def _through(profile: Any, mode: str) -> Converter:
    transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), mode, "RGB")

    def convert(image: Image.Image) -> Image.Image:
        # The result is never None here: only the in-place variant returns None.
        return ImageCms.applyTransform(image, transform) or image

    return convert


def _deep_grey(shown: Range) -> Converter:
    return lambda image: Image.fromarray(shown.to_bytes(np.asarray(image))).convert("RGB")
