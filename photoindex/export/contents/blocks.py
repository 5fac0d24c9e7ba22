"""Change Exif blocks, whatever format holds them."""

from PIL import Image

from photoindex.export.contents.tiff import TiffError, scrub

EXIF = b"Exif\0\0"
"""Stands before the Exif block of a JPEG, and of some WebPs."""

_ORIENTATION = 0x0112


class StuckError(ValueError):
    """The metadata cannot be taken out safely. The message says why."""


def scrubbed(exif: bytes) -> bytes:
    """An Exif block without places, in as many bytes; empty if it is damaged, because nobody can say what is in it."""
    changed = bytearray(exif)
    try:
        scrub(changed, "location")
    except TiffError:
        return b""
    return bytes(changed)


def orientation_only(orientation: int) -> bytes:
    """An Exif block that only says how the picture is turned; empty for a picture that is stored upright."""
    if orientation == 1:
        return b""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    return exif.tobytes().removeprefix(EXIF)
