"""Define thumbnails of faces: their sizes, their keys, and the place of a face in its photo."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NewType

from photoindex.domain.geometry import Box, Landmarks

ThumbnailSize = Literal["small", "large"]

SIDES: Mapping[ThumbnailSize, int] = {"small": 104, "large": 208}
"""The side of each size in pixels. A thumbnail is smaller if the face has fewer pixels in its photo."""

ThumbnailKey = NewType("ThumbnailKey", bytes)
"""Sixteen bytes that identify a thumbnail by the content of its photo and by the box of its face. So the key stays
valid when files move, when the index is made again, and when another model pack finds other faces.
"""

_KEY_BYTES = 16
# Decisions keep boxes to five decimals as well.
_STEPS = 100_000
_FARTHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class FacePlace:
    """Where a face lies in its photo. `landmarks` is None for faces that were drawn by hand."""

    box: Box
    landmarks: Landmarks | None = None


def key_of(content_hash: str, box: Box) -> ThumbnailKey:
    """The key of the thumbnail that shows this box of the photo with this content."""
    steps = [_step(value) for value in (box.x, box.y, box.width, box.height)]
    return ThumbnailKey(blake2b(content_hash.encode() + struct.pack("<4i", *steps), digest_size=_KEY_BYTES).digest())


def _step(value: float) -> int:
    # A damaged index may hold any number, infinity and NaN included.
    return round(value * _STEPS) if abs(value) * _STEPS < _FARTHEST else _FARTHEST
