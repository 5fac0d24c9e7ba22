"""The result of every decoder."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from photoindex.decode.metadata import Metadata
from photoindex.domain.photo import Tolerated


@dataclass(frozen=True, slots=True)
class UprightImage:
    """A decoded picture: `pixels` are uint8 (height, width, 3), RGB and C-contiguous.

    `full_size` is the (width, height) of the upright photo before any reduction. `reduction` is how many of its pixels
    lie along one of the picture's, and `finest` is the least that this could have been. `damage` says what is wrong
    with a photo that could be decoded only in part, else it is None; `tolerated` what is odd about one that is whole.
    `profile` is the ICC profile whose numbers the pixels are, None where they are sRGB as far as anybody knows.
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
