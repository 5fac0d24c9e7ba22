"""Every pixel format that Pillow knows -> 8-bit RGB."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from photoindex.decode.depth import Range

Converter = Callable[[Image.Image], Image.Image]

# Rows converted at a time: small enough to stay in the processor's cache, which makes the copy to an array of a 12 MP
# photo three times as fast as np.asarray on the whole image.
_BAND_ROWS = 64

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


def rgb_converter(image: Image.Image, *, empty_alpha_is_opaque: bool = False) -> Converter:
    """A function that turns this loaded image, or any part cut out of it, into RGB.

    Transparent pixels are laid on white. Deep grey is scaled as `Range` does. CMYK goes through the embedded colour
    profile when there is a usable one. RGB profiles are not applied.

    Args:
        empty_alpha_is_opaque: an alpha channel that is zero everywhere means nothing, as programs write it into BMP and
            TIFF files which other programs show; PNG, WebP and GIF mean it.
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
    """The image in RGB, `divisor` times smaller along each side."""
    if divisor == 1:
        return convert(image)
    # Band by band, so that a huge picture is never held twice.
    reduced = Image.new("RGB", (-(-image.width // divisor), -(-image.height // divisor)))
    for top, band in bands(image, rows=divisor * 16):
        reduced.paste(convert(band).reduce(divisor), (0, top // divisor))
    return reduced


def turned_upright(picture: Image.Image, orientation: int) -> Image.Image:
    """The picture as the Exif orientation 1 to 8 wants it."""
    turn = _UPRIGHT.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def bands(image: Image.Image, rows: int = _BAND_ROWS) -> Iterator[tuple[int, Image.Image]]:
    """Horizontal strips of an image from top to bottom, each with the y of its first row."""
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def rgb_array(image: Image.Image) -> NDArray[np.uint8]:
    """A C-contiguous array (height, width, 3) of an RGB image."""
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
            # The profile is damaged or made for another kind of picture: the plain formula is then the best guess.
            return _plain
    return _plain


def _through(profile: Any, mode: str) -> Converter:
    transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), mode, "RGB")

    def convert(image: Image.Image) -> Image.Image:
        # Never None: that is the result of the in-place variant.
        return ImageCms.applyTransform(image, transform) or image

    return convert


def _deep_grey(shown: Range) -> Converter:
    return lambda image: Image.fromarray(shown.to_bytes(np.asarray(image))).convert("RGB")
