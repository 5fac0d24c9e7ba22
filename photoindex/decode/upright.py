"""Define the result of every decoder."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from photoindex.decode.metadata import Metadata
from photoindex.domain.photo import Tolerated


@dataclass(frozen=True, slots=True)
class UprightImage:
    """A decoded picture: `pixels` are uint8 (height, width, 3), RGB and C-contiguous.

    `full_size` is the (width, height) of the upright photo before any reduction. One pixel of the picture is as wide as
    `reduction` pixels of the photo, and `finest` is the smallest possible reduction. `damage` says what is wrong with a
    partially decoded photo, and is None for a complete one; `tolerated` lists the defects of a complete photo.
    `profile` is the ICC profile of the pixel values, or None if they are sRGB or their profile is unknown.
    """

    pixels: NDArray[np.uint8]
    full_size: tuple[int, int]
    format: str
    about: Metadata = field(default_factory=Metadata)
    damage: str | None = None
    reduction: int = 1
    finest: int = 1
    profile: bytes | None = None
    tolerated: Tolerated = ""
