"""Detect faces with YuNet: run the network and decode its output maps.

The network is W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research
2023. One prior lies at the corner of each cell of three grids. The first two numbers are the offset of the box's centre
from the prior, and exp of the next two is the size of the box. Landmarks are offsets from the prior. All of these are
in units of the stride. The score is the geometric mean of class and objectness.
"""

import numpy as np

from photoindex.faces.detection import NO_CANDIDATES, Candidates, Floats, Image, logit
from photoindex.faces.normalisation import PixelScaling
from photoindex.inference.session import Session

# The largest exponent of a box side: exp(8) strides exceed any image, and invalid values cannot overflow.
LARGEST_EXPONENT = 8.0


class YuNet:
    """YuNet in a session with one output map per stride: logits of class and objectness, box, landmarks.

    Maps are (1, 16, height / stride, width / stride), as `models/build_opencv_zoo.py` writes them.
    """

    fixed_size: tuple[int, int] | None = None

    def __init__(self, session: Session, scaling: PixelScaling) -> None:
        self._session = session
        self._scaling = scaling

    def find(self, canvas: Image, threshold: float) -> Candidates:
        """The candidates that score at least `threshold` in an RGB canvas, whose sides are multiples of 32."""
        maps = self._session.run(self._scaling.blob(canvas[None]))
        return Candidates.from_maps(maps, threshold, _read_level)


def _read_level(level: Floats, stride: int, threshold: float) -> tuple[Floats, Floats, Floats]:
    """Boxes (n, 4), landmarks (n, 5, 2) and scores (n,) of the cells that reach the threshold."""
    # If the geometric mean of the two scores reaches the threshold, neither score is below the square of the threshold.
    # Only the few cells where both reach that are computed.
    least = logit(threshold**2)
    rows, columns = np.nonzero((level[0] >= least) & (level[1] >= least))
    if not rows.size:
        return NO_CANDIDATES
    scores = np.sqrt(_sigmoid(level[0, rows, columns]) * _sigmoid(level[1, rows, columns]))
    sure = scores >= threshold
    rows, columns, scores = rows[sure], columns[sure], scores[sure]
    values = level[2:, rows, columns].T
    priors = np.stack([columns, rows], axis=1).astype(np.float32)
    centres = priors + values[:, :2]
    halves = np.exp(np.minimum(values[:, 2:4], LARGEST_EXPONENT)) / 2
    boxes = np.concatenate([centres - halves, centres + halves], axis=1)
    landmarks = priors[:, None] + values[:, 4:].reshape(-1, 5, 2)
    return boxes * stride, landmarks * stride, scores


def _sigmoid(logits: Floats) -> Floats:
    # Clipped so that exp cannot overflow; this does not change the score.
    return (1 / (1 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
