"""Compare what another program knows about a photo with what the index knows about a file of the same name."""

import re
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from photoindex.domain.photo import TakenPrecision
from photoindex.interop.path_tails import parts_of
from photoindex.interop.photo_names import PhotoHint

# In other formats, uncompressed for example, all photos of a camera may have one size.
_SIZE_VARIES = (".jpg", ".jpeg", ".jpe", ".heic", ".heif", ".hif", ".avif", ".png", ".webp", ".jxl", ".gif")
# Programs leave out different margins of a raw photo: 1 to 2 % of its width.
_SAME_LENGTH = 0.03
# Programs store dates in UTC, in local time, or do not say in which. Every time zone differs from UTC by a multiple of
# 15 minutes, and by at most 14 hours.
_ZONE_STEP = timedelta(minutes=15)
_FARTHEST_ZONE = timedelta(hours=14)
_SAME_MOMENT = timedelta(seconds=2)
_SURELY_ANOTHER_DAY = timedelta(hours=48)
_DIGITS = re.compile(r"\d")
# The counters of cameras have four digits, and with a prefix of digits up to seven: 100_0001, P1010001. A date has
# eight, a random name more.
_FEWEST_DIGITS = 8
# The folders that cameras make, according to DCF (JEITA CP-3461): DCIM, 100CANON, 101APPLE. 20150714 is a date.
_CAMERA_FOLDER = re.compile(r"dcim|[1-9]\d{2}[a-z_][a-z0-9_]{4}")


class IndexedFile(NamedTuple):
    """A file of the index: its absolute path as text, the SHA-256 of its content, its size in bytes, the size of the
    upright photo in pixels, and the moment it was taken in local time without a zone, or None."""

    path: str
    content_hash: str
    size: int
    width: int
    height: int
    taken_at: datetime | None = None
    taken_precision: TakenPrecision = "second"


class Agreement(IntEnum):
    """What the facts say about a file of the same name: it shows another picture, they are silent, it is the same shot,
    or it is the same file."""

    CONTRADICTS = 0
    SILENT = 1
    SAME_MOMENT = 2
    SAME_SIZE = 3


def agreement(hint: PhotoHint, file: IndexedFile) -> Agreement:
    """Compare a hint with a file that has the same name.

    A different size in bytes says nothing, because writing metadata changes it.
    """
    if hint.size is None and hint.width is None and hint.taken_at is None:
        return Agreement.SILENT
    date = _dates_agree(hint.taken_at, file)
    if date is False and is_distinctive(parts_of(file.path)[-1]):
        # Without a date in the file, one program takes that of the file system, and another that in the name.
        date = None
    if hint.size and hint.size == file.size and date is not False and file.path.lower().endswith(_SIZE_VARIES):
        return Agreement.SAME_SIZE
    if date is False or _dimensions_agree(hint, file) is False:
        return Agreement.CONTRADICTS
    return Agreement.SAME_MOMENT if date else Agreement.SILENT


def _dimensions_agree(hint: PhotoHint, file: IndexedFile) -> bool | None:
    """Whether both are the size of one picture, perhaps turned; None if the program did not say."""
    if not hint.width or not hint.height or min(hint.width, hint.height) <= 0:
        return None
    pairs = ((hint.width, hint.height), (hint.height, hint.width))
    return any(_close(width, file.width) and _close(height, file.height) for width, height in pairs)


def _close(one: int, other: int) -> bool:
    return abs(one - other) <= _SAME_LENGTH * max(one, other)


def _dates_agree(said: datetime | None, file: IndexedFile) -> bool | None:
    """Whether both are one moment in whatever zones; None if that cannot be known."""
    known = file.taken_at
    if said is None or known is None or file.taken_precision != "second":
        return None
    apart = abs(said.replace(tzinfo=None) - known)
    off = apart % _ZONE_STEP
    if apart <= _FARTHEST_ZONE + _SAME_MOMENT and min(off, _ZONE_STEP - off) <= _SAME_MOMENT:
        return True
    return False if apart > _SURELY_ANOTHER_DAY else None


def is_distinctive(name: str) -> bool:
    """Whether a file name is unlikely to be given twice: it contains a date or a random text, not only a counter."""
    return len(_DIGITS.findall(name)) >= _FEWEST_DIGITS


def is_telling_folder(folder: str) -> bool:
    """Whether the comparable name of a folder says which photos it holds. The folders that cameras make do not."""
    return _CAMERA_FOLDER.fullmatch(folder) is None
