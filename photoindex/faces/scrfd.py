"""Detect faces with SCRFD.

A published file is run through InsightFace's class, a prepared file in our own session; both find the same faces. The
network is J. Guo et al., "Sample and Computation Redistribution for Efficient Face Detection", ICLR 2022.

There are three grids, and two anchors lie at the corner of each of their cells. A box is given by the distances of its
four sides from its anchor, and landmarks are given by their offsets from the anchor. All distances and offsets are in
units of the stride. `photoindex.faces.passes` defines the scales and merges the passes.
"""

from pathlib import Path
from typing import Any

import numpy as np

from photoindex.faces.detection import NO_CANDIDATES, Candidates, Floats, Image, logit, merged
from photoindex.faces.libraries import import_insightface
from photoindex.faces.normalisation import PixelScaling
from photoindex.inference.session import OnnxSession, Session

ANCHORS = 2

# The value that published packs use for their detectors.
OVERLAP = 0.4


class Scrfd:
    """A SCRFD model file in our own session, read by InsightFace's `SCRFD`."""

    def __init__(self, path: Path, session: OnnxSession) -> None:
        module = import_insightface("scrfd")
        # One session for all sizes: separate sessions would each hold the weights.
        self._model: Any = module.SCRFD(str(path), session.runtime, static_shape_sessions=False)
        self._model.prepare(0, nms_thresh=OVERLAP)

    @property
    def fixed_size(self) -> tuple[int, int] | None:
        """(width, height) if the model file has a fixed input, else None."""
        size: tuple[int, int] | None = self._model.static_input_size
        return size

    def find(self, canvas: Image, threshold: float) -> Candidates:
        """The candidates that score at least `threshold` in an RGB canvas, whose sides are multiples of 32."""
        height, width = canvas.shape[:2]
        bgr = np.ascontiguousarray(canvas[..., ::-1])
        boxes, landmarks = self._model.detect(bgr, input_size=(width, height), det_thresh=threshold)
        return Candidates(boxes[:, :4], landmarks, boxes[:, 4])


class ScrfdMaps:
    """A prepared SCRFD with one map per stride, as `photoindex.packs.optimise.pyramid` describes."""

    fixed_size: tuple[int, int] | None = None

    def __init__(self, session: Session, scaling: PixelScaling) -> None:
        self._session = session
        self._scaling = scaling

    def find(self, canvas: Image, threshold: float) -> Candidates:
        """The candidates that score at least `threshold` in an RGB canvas, whose sides are multiples of 32."""
        maps = self._session.run(self._scaling.blob(canvas[None]))
        found = Candidates.from_maps(maps, threshold, _read_level)
        # Here, as in InsightFace, a box includes its last pixel, and candidates are merged by overlap alone.
        return merged(found, overlap=OVERLAP, containment=1.0, pixel=1.0)


def _read_level(level: Floats, stride: int, threshold: float) -> tuple[Floats, Floats, Floats]:
    """Boxes (n, 4), landmarks (n, 5, 2) and scores (n,) of the anchors that reach the threshold."""
    logits = level[:ANCHORS]
    anchors, rows, columns = np.nonzero(logits >= logit(threshold))
    if not rows.size:
        return NO_CANDIDATES
    scores: Floats = (1 / (1 + np.exp(-logits[anchors, rows, columns]))).astype(np.float32)
    sure = scores >= threshold
    anchors, rows, columns, scores = anchors[sure], rows[sure], columns[sure], scores[sure]
    places = np.stack([columns, rows], axis=1).astype(np.float32)
    height, width = level.shape[1:]
    distances = level[ANCHORS : 5 * ANCHORS].reshape(ANCHORS, 4, height, width)[anchors, :, rows, columns]
    offsets = level[5 * ANCHORS :].reshape(ANCHORS, 5, 2, height, width)[anchors, :, :, rows, columns]
    boxes = np.concatenate([places - distances[:, :2], places + distances[:, 2:]], axis=1)
    return boxes * stride, (places[:, None] + offsets) * stride, scores
