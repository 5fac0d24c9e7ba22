"""A file's bytes in, one upright RGB image and what the file says about itself out."""

from photoindex.decode.extras import installed_extras
from photoindex.decode.formats import PHOTO_SUFFIXES, VIDEO_SUFFIXES, is_photo_name
from photoindex.decode.limits import DecodeLimits, NeedsMoreMemoryError
from photoindex.decode.photo import DecodedPhoto, decode_photo, load_upright

__all__ = [
    "PHOTO_SUFFIXES",
    "VIDEO_SUFFIXES",
    "DecodeLimits",
    "DecodedPhoto",
    "NeedsMoreMemoryError",
    "decode_photo",
    "installed_extras",
    "is_photo_name",
    "load_upright",
]
