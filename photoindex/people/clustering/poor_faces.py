"""Find faces that are too poor to start a cluster. Examples are blurred heads in the background, half faces and things
that are not faces.
"""

import numpy as np
from numpy.typing import NDArray

# A face smaller than this many pixels has to be scaled up for the embedder. Its embedding then has a mean cosine below
# .95 with the embedding of the same face at full size, as measured by shrinking photos.
_PIXELS = 32.0

# Embedders give short vectors to images that they cannot recognise (Meng et al., "MagFace", 2021, train for this). On
# whole photos of celebrities the median length is 12. Without this limit, poor faces formed 22 clusters of strangers,
# blurs and wrong detections among themselves. In 20 of these clusters, all members were below two thirds of the median.
LENGTH_SHARE = 2 / 3


def poor_faces(
    size: NDArray[np.float32], norm: NDArray[np.float32], *, share: float = LENGTH_SHARE
) -> NDArray[np.bool_]:
    """Mark the faces that may join a cluster but not start one: bool (n,).

    `size` is in pixels of the photo, and `norm` is the length of the embedding before it was scaled to length 1. Both
    are float32 (n,). A norm of 0 means that the length was not measured. Norms below this
    `share` of the median are poor.
    """
    measured = norm[norm > 0]
    typical = float(np.median(measured)) if len(measured) else 0.0
    return np.asarray((size < _PIXELS) | ((norm > 0) & (norm < share * typical)))
