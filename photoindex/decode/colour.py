"""Every pixel format that Pillow knows -> 8-bit RGB."""

from collections.abc import Callable, Iterator
from io import BytesIO
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

Converter = Callable[[Image.Image], Image.Image]

# Rows converted at a time: small enough to stay in the processor's cache, which makes the copy to an array of a 12 MP
# photo three times as fast as np.asarray on the whole image.
_BAND_ROWS = 64


def rgb_converter(image: Image.Image) -> Converter:
    """A function that turns this loaded image, or any part cut out of it, into RGB.

    Transparent pixels are laid on white. Grey values of more than 8 bits are scaled by the range that the whole image
    uses. CMYK goes through the embedded colour profile when there is a usable one. RGB profiles are not applied.
    """
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _deep_grey(*_black_and_white(image))
    if image.has_transparency_data:
        return _on_white
    if image.mode == "CMYK":
        return _from_cmyk(image.info.get("icc_profile"))
    if image.mode == "LAB":
        return _through(ImageCms.createProfile("LAB"), "LAB")
    return _plain


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


def _black_and_white(image: Image.Image) -> tuple[float, float]:
    """The values of black and white of a 16- or 32-bit grey image.

    Integers: 0 and the largest value of as many bits as the brightest pixel needs, because scanners and cameras store
    10, 12 or 14 bits in 16. Floats: 0 and 1, or 0 and 255, when all values lie there. Else the range itself.
    """
    low, high = inf, -inf
    for _, band in bands(image):
        values = np.asarray(band)
        values = values[np.isfinite(values)]
        if values.size:
            low, high = min(low, float(values.min())), max(high, float(values.max()))
    if low < 0:
        return low, high
    if image.mode == "F":
        return 0.0, next((white for white in (1.0, 255.0) if high <= white), high)
    return 0.0, float(2 ** max(8, int(high).bit_length()) - 1)


def _deep_grey(black: float, white: float) -> Converter:
    factor = 255.0 / (white - black) if white > black else 0.0

    def convert(image: Image.Image) -> Image.Image:
        values = (np.nan_to_num(np.asarray(image, np.float32), posinf=white, neginf=black) - black) * factor
        return Image.fromarray(np.clip(values + 0.5, 0, 255).astype(np.uint8)).convert("RGB")

    return convert
