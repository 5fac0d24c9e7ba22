"""Values of any depth -> 8 bits a channel."""

from collections.abc import Iterable
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]

# How many bits scanners and cameras fill of the 16 that a value has.
_USUAL_BITS = (8, 10, 12, 14, 16)

# Highlights may be brighter than white where values are floats.
_SHARE_IN_RANGE = 0.98


class Range:
    """The values of black and white in a picture whose parts are shown one after the other.

    Integers: 0 and the largest value of as many bits as the brightest one needs, because scanners and cameras store 10,
    12 or 14 bits in 16. Floats: 0 and 1, which is the convention, where nearly all values lie there; or 0 and 255 where
    all do. Else the range itself, which is a guess.
    """

    def __init__(self, parts: Iterable[Values], declared_bits: int = 16) -> None:
        low, high, count, within, floats = inf, -inf, 0, 0, False
        for part in parts:
            floats = part.dtype.kind == "f"
            values = part[np.isfinite(part)] if floats else part
            if values.size:
                low, high = min(low, float(values.min())), max(high, float(values.max()))
            if floats:
                count += values.size
                within += int(np.count_nonzero((values >= 0) & (values <= 1)))
        self.guessed = False
        self.black, self.white = 0.0, 1.0
        if high < low:
            return
        if not floats and low >= 0:
            bits = int(high).bit_length()
            usual = next((usual for usual in _USUAL_BITS if bits <= usual), bits)
            self.white = float(2 ** (declared_bits if declared_bits % 8 else usual) - 1)
        elif floats and within >= count * _SHARE_IN_RANGE:
            self.white = 1.0
        elif floats and low >= 0 and high <= 255:
            self.white = 255.0
        else:
            self.guessed = True
            self.black, self.white = min(low, 0.0), high

    def to_bytes(self, values: Values) -> NDArray[np.uint8]:
        """The values as 0 to 255, uint8 of the same shape; what is no number is black."""
        factor = 255.0 / (self.white - self.black) if self.white > self.black else 0.0
        numbers = np.nan_to_num(values.astype(np.float32), nan=self.black, posinf=self.white, neginf=self.black)
        scaled: NDArray[np.uint8] = np.clip((numbers - self.black) * factor + 0.5, 0, 255).astype(np.uint8)
        return scaled
