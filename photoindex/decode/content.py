"""Choose the decoder for a file by its content."""

from photoindex.decode.image import open_picture
from photoindex.decode.jxl import is_jxl, open_jxl
from photoindex.decode.limits import DecodeLimits
from photoindex.decode.raw import is_raw, open_raw
from photoindex.decode.tiff import is_tiff, open_tiff
from photoindex.decode.upright import UprightImage


def open_upright(data: bytes, name: str, limits: DecodeLimits, least_side: int | None = None) -> UprightImage:
    """Decode any photo to RGB, turned upright, with at most `limits.array_pixels` pixels.

    With `least_side`, the result may be smaller, as long as its long side has at least `least_side` pixels. Raises
    PhotoError or one of CODEC_ERRORS. Call it inside `quiet_pillow`.
    """
    if is_jxl(data):
        return open_jxl(data, limits, least_side)
    if is_raw(data, name):
        return open_raw(data, name, limits, least_side)
    if is_tiff(data):
        return open_tiff(data, limits)
    return open_picture(data, limits, least_side)
