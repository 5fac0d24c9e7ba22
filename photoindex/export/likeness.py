"""Recognise photos that look almost the same: bursts, copies in another size, and edited copies."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import load_upright

Print = NDArray[np.bool_]
"""128 bits that say how the brightness of a photo changes from part to part."""

# Different bits of 128. Of 300 pairs of pictures of one moment (shifted by up to 3 %, darker, blurred), all differ in
# at most 21 bits and 95 % in at most 16; of 10,875 pairs of different photos of one person, 99 % differ in at least 37.
_SAME = 18
_SAME_MOMENT = 36
# The similarity of two embeddings of one person. Of 7,260 pairs of different photos of one person, the closest had
# 0.913; of pictures of one moment, over half are closer than 0.93, also if one of them was cropped.
_SAME_FACE = 0.93
_PARTS = 8
_DECODED = 160


@dataclass(frozen=True, slots=True)
class Likeness:
    """What photos are compared by: their prints and, if known, the embedding (unit length) of the person's face."""

    print: Print
    face: NDArray[np.float32] | None = None

    def resembles(self, other: "Likeness", *, same_moment: bool) -> bool:
        """Whether both look almost the same. Photos of the same moment may differ more."""
        bits = int(np.count_nonzero(self.print != other.print))
        if bits <= (_SAME_MOMENT if same_moment else _SAME):
            return True
        return self.face is not None and other.face is not None and float(self.face @ other.face) >= _SAME_FACE


def print_of(path: Path) -> Print:
    """The print of a photo file: for 8 by 8 parts of the grey photo, whether the part to the right and the part below
    are brighter (difference hash: N. Krawetz, "Kind of like that", 2013). Raises PhotoError.
    """
    with load_upright(path, max_side=_DECODED) as image:
        parts = image.convert("L").resize((_PARTS + 1, _PARTS + 1), Image.Resampling.BOX)
        grey = np.asarray(parts, dtype=np.int16)
    right, below = grey[:-1, 1:] > grey[:-1, :-1], grey[1:, :-1] > grey[:-1, :-1]
    return np.concatenate([right.ravel(), below.ravel()])
