"""Pixels as a network wants them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PixelScaling:
    """Colour order, and `(value - mean) / std` for values of 0..255."""

    colour: Literal["RGB", "BGR"]
    mean: float
    std: float

    def blob(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """RGB images (n, height, width, 3) as float32 (n, 3, height, width)."""
        ordered = images if self.colour == "RGB" else images[..., ::-1]
        planes = np.ascontiguousarray(ordered.transpose(0, 3, 1, 2), dtype=np.float32)
        if self.mean:
            planes -= np.float32(self.mean)
        if self.std != 1:
            planes /= np.float32(self.std)
        return planes
