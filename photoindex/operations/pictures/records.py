"""Define pictures, and the reasons why one cannot be shown."""

from dataclasses import dataclass
from typing import Literal

PictureProblem = Literal["unknown", "missing", "offline", "replaced", "unreadable", "damaged"]
"""Why there is no picture.

- unknown: the index has no face or photo with this id.
- missing: no file holds the photo any more.
- offline: its disk is not connected, or does not answer.
- replaced: the file holds another photo than when it was scanned, because it was edited, for example.
- unreadable: the file cannot be read now.
- damaged: the file cannot be decoded, or needs a package that is not installed.
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture. `media_type` is its MIME type, such as "image/webp"."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class NoPicture:
    """There is no picture, and `reason` says why."""

    reason: PictureProblem
