"""Find faces that are too poor to start a cluster: blurred heads in the background, half a face, no face at all."""

import numpy as np
from numpy.typing import NDArray

# A face smaller than this many pixels was scaled up for the embedder: its embedding agrees with that of the same face
# in full size at a mean cosine below .95, measured by shrinking photos.
_PIXELS = 32.0

# Embedders give short vectors to what they cannot recognise (Meng et al., "MagFace", 2021, train for this). On whole
# photos of celebrities the median face has length 12. Of 22 clusters of strangers, blurs and wrong detections that poor
# faces had formed among themselves, 20 had only members below two thirds of the median.
_LENGTH_SHARE = 2 / 3


def poor_faces(size: NDArray[np.float32], norm: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which faces may join a cluster but not start one: bool (n,).

    `size` is in pixels of the photo, `norm` the length of the embedding before it was scaled to 1; float32 (n,) each. A
    norm of 0 was not measured.
    """
    measured = norm[norm > 0]
    typical = float(np.median(measured)) if len(measured) else 0.0
    return np.asarray((size < _PIXELS) | ((norm > 0) & (norm < _LENGTH_SHARE * typical)))
