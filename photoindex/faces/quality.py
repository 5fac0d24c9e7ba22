"""Measure how reliable an embedding is; `photoindex.domain.face.FaceQuality` explains the fields."""

import numpy as np

from photoindex.domain.face import FaceQuality
from photoindex.faces.detection import Detection, Image


def quality_of(detection: Detection, crop: Image, *, norm: float, reduction: float) -> FaceQuality:
    """The quality of a face, from its detection, its aligned crop and the norm of its embedding.

    `reduction` is the width of a pixel of the searched image in pixels of the photo.
    """
    return FaceQuality(
        size=min(detection.box[2:]) * reduction,
        sharpness=sharpness(crop),
        yaw=yaw(detection),
        norm=norm,
    )


def sharpness(crop: Image) -> float:
    """The variance of the Laplacian of the grey crop (J. Pech-Pacheco et al., ICPR 2000)."""
    import cv2

    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_64F).var())


def yaw(detection: Detection) -> float:
    """The distance between the nose and the midpoint of the eyes along the line through the eyes, in units of the eye
    distance; 0 or more.
    """
    left, right, nose = np.array(detection.landmarks[:3])
    line = right - left
    distance = float(line @ line)
    if distance == 0:
        return 0.0
    return abs(float((nose - (left + right) / 2) @ line) / distance)
