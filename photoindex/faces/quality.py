"""What says how far an embedding can be trusted; the fields are explained in `photoindex.domain.face.FaceQuality`."""

import numpy as np

from photoindex.domain.face import FaceQuality
from photoindex.faces.detection import Detection, Image


def quality_of(detection: Detection, crop: Image, *, norm: float, reduction: float) -> FaceQuality:
    """The quality of a face from its detection, its aligned crop and the length of its embedding.

    `reduction` is how many pixels of the photo lie along one pixel of the image that was searched.
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
    """How far the nose lies from the middle between the eyes, along their line, in distances of the eyes; from 0."""
    left, right, nose = np.array(detection.landmarks[:3])
    line = right - left
    distance = float(line @ line)
    if distance == 0:
        return 0.0
    return abs(float((nose - (left + right) / 2) @ line) / distance)
