"""Decode a photo file into one upright RGB image and its metadata."""

from photoindex.decode.coded import coded_picture
from photoindex.decode.coded_picture import CodedPicture
from photoindex.decode.containers import read_blocks
from photoindex.decode.extras import installed_extras
from photoindex.decode.formats import PHOTO_SUFFIXES, RAW_SUFFIXES, VIDEO_SUFFIXES, is_photo_name, suffix_of
from photoindex.decode.limits import DecodeLimits, NeedsMoreMemoryError
from photoindex.decode.metadata import Metadata, of_blocks
from photoindex.decode.packets import packets_of
from photoindex.decode.photo import DecodedPhoto, decode_photo, load_upright, read_metadata, read_texts
from photoindex.decode.profiles import to_srgb
from photoindex.decode.regular_file import open_regular
from photoindex.decode.taken import choose_date, is_from_camera
from photoindex.decode.whole_file import read_whole

__all__ = [
    "PHOTO_SUFFIXES",
    "RAW_SUFFIXES",
    "VIDEO_SUFFIXES",
    "CodedPicture",
    "DecodeLimits",
    "DecodedPhoto",
    "Metadata",
    "NeedsMoreMemoryError",
    "choose_date",
    "coded_picture",
    "decode_photo",
    "installed_extras",
    "is_from_camera",
    "is_photo_name",
    "load_upright",
    "of_blocks",
    "open_regular",
    "packets_of",
    "read_blocks",
    "read_metadata",
    "read_texts",
    "read_whole",
    "suffix_of",
    "to_srgb",
]
