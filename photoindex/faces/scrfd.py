"""SCRFD through InsightFace's own class.

J. Guo et al., "Sample and Computation Redistribution for Efficient Face Detection", ICLR 2022. InsightFace decodes the
network's outputs; the scales and the merging of passes are those of `photoindex.faces.passes`.
"""

from pathlib import Path
from typing import Any

import numpy as np

from photoindex.faces.detection import Candidates, Image
from photoindex.faces.libraries import import_insightface
from photoindex.inference import OnnxSession

# Published packs use it for their detectors.
OVERLAP = 0.4


class Scrfd:
    """A SCRFD model file in a session of ours, read by InsightFace's `SCRFD`."""

    def __init__(self, path: Path, session: OnnxSession) -> None:
        module = import_insightface("scrfd")
        # One session for all sizes: a session of its own for each would hold the weights as often.
        self._model: Any = module.SCRFD(str(path), session.runtime, static_shape_sessions=False)
        self._model.prepare(0, nms_thresh=OVERLAP)

    @property
    def fixed_size(self) -> tuple[int, int] | None:
        """(width, height) where the model file has a fixed input, else None."""
        size: tuple[int, int] | None = self._model.static_input_size
        return size

    def find(self, canvas: Image, threshold: float) -> Candidates:
        """Candidates with at least the score `threshold` in an RGB canvas with sides in multiples of 32."""
        height, width = canvas.shape[:2]
        bgr = np.ascontiguousarray(canvas[..., ::-1])
        boxes, landmarks = self._model.detect(bgr, input_size=(width, height), det_thresh=threshold)
        return Candidates(boxes[:, :4], landmarks, boxes[:, 4])
