"""Recognise photos by file name. The name decides only whether a file is read; the content decides how it is read."""

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
    "JPEG XL": (".jxl",),
}

RAW_SUFFIXES: frozenset[str] = frozenset(
    (
        ".3fr", ".ari", ".arw", ".bay", ".cap", ".cr2", ".cr3", ".crw", ".dcr", ".dcs", ".dng", ".erf", ".fff", ".gpr",
        ".iiq", ".k25", ".kdc", ".mdc", ".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".ori", ".pef", ".ptx", ".pxn",
        ".raf", ".raw", ".rw2", ".rwl", ".rwz", ".sr2", ".srf", ".srw", ".x3f",
    )
)  # fmt: skip
"""Lower-case suffixes, with the dot, of the raw files of cameras."""

PHOTO_SUFFIXES: frozenset[str] = RAW_SUFFIXES.union(*_SUFFIXES_BY_FORMAT.values())
"""Lower-case suffixes, with the dot, of the files that can be decoded, some of them with an optional package."""


VIDEO_SUFFIXES: frozenset[str] = frozenset(
    (
        ".3g2", ".3gp", ".asf", ".avi", ".divx", ".dv", ".f4v", ".flv", ".insv", ".m2t", ".m2ts", ".m2v", ".m4v",
        ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".mxf", ".ogm", ".ogv", ".qt", ".rmvb", ".vob", ".webm",
        ".wmv",
    )
)  # fmt: skip
"""Lower-case suffixes, with the dot, of videos: they lie among photos but are not read."""


def suffix_of(name: str) -> str:
    """The suffix of a file name in lower case, with the dot."""
    return PurePath(name).suffix.lower()


def is_photo_name(name: str) -> bool:
    """Whether a file of this name counts as a photo; case is ignored."""
    return suffix_of(name) in PHOTO_SUFFIXES
