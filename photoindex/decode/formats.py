"""Which file names are photos. The content decides how a file is decoded; the name only whether it is looked at."""

from pathlib import PurePath

_SUFFIXES_BY_FORMAT = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "PNG": (".png", ".apng"),
    "WebP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "GIF": (".gif",),
    "BMP": (".bmp", ".dib"),
    "AVIF": (".avif", ".avifs"),
    "HEIF": (".heic", ".heif", ".hif", ".heics", ".heifs"),
}

PHOTO_SUFFIXES: frozenset[str] = frozenset(suffix for suffixes in _SUFFIXES_BY_FORMAT.values() for suffix in suffixes)
"""Lower-case endings, with the dot, of the files that can be decoded."""


def is_photo_name(name: str) -> bool:
    """Whether a file of this name is taken for a photo; upper and lower case are the same."""
    return PurePath(name).suffix.lower() in PHOTO_SUFFIXES
