"""Scale values of any depth to 8 bits per channel."""

from collections.abc import Iterable
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]

# Values have 16 bits, but scanners and cameras may use only these numbers of them.
_USUAL_BITS = (8, 10, 12, 14, 16)

# Float values may have highlights brighter than white.
_SHARE_IN_RANGE = 0.98


class Range:
    """The values of black and white in a picture, found from its parts.

    For integers, black is 0 and white is the largest number with as many bits as the brightest value needs, because
    scanners and cameras store 10, 12 or 14 bits in 16. For floats, black and white are 0 and 1 by convention if nearly
    all values lie between 0 and 1, or 0 and 255 if all values lie between 0 and 255. Otherwise, the lowest value is
    taken as black and the highest as white, which is a guess.
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
        """The values as 0 to 255, uint8 of the same shape; NaN becomes black."""
        factor = 255.0 / (self.white - self.black) if self.white > self.black else 0.0
        numbers = np.nan_to_num(values.astype(np.float32), nan=self.black, posinf=self.white, neginf=self.black)
        scaled: NDArray[np.uint8] = np.clip((numbers - self.black) * factor + 0.5, 0, 255).astype(np.uint8)
        return scaled
