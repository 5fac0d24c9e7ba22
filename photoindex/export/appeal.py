"""Measure how well a photo represents a person."""

import math
from dataclasses import dataclass

from photoindex.domain.geometry import Box

# Above these, a better measure makes no visible difference on a screen. `sharpness` grows with the contrast, so half of
# a library's median counts as sharp enough.
_LARGE_FACE = 220.0
_LARGE_SHARE = 0.12
_FRONTAL, _PROFILE = 0.15, 0.6
# Shares of the photo beyond its border: a face that is cut off.
_CUT = 0.01


@dataclass(frozen=True, slots=True)
class Merits:
    """The measures of a face in a photo.

    `size`, `sharpness` and `yaw` are those of `FaceQuality`; `quality` (0 to 1) says how certain the detector is and
    how clear the embedding. `box` is the face in fractions of the photo. `whole` is false if a part of the photo is
    missing.
    """

    size: float
    sharpness: float
    yaw: float
    quality: float
    box: Box
    whole: bool = True


def appeal(merits: Merits, usual_sharpness: float) -> float:
    """How well the photo represents the person, 0 to 1: prefers sharp, large, frontal faces that are not cut off.

    Whether the eyes are open is not measured. A face with closed or covered eyes often has a lower `quality`, because
    the detector is less certain.

    Args:
        usual_sharpness: the median sharpness of the photos to choose from.
    """
    sharp = merits.sharpness / (merits.sharpness + usual_sharpness / 2) if merits.sharpness > 0 else 0.0
    large = math.sqrt(min(1.0, merits.size / _LARGE_FACE) * min(1.0, merits.box.height / _LARGE_SHARE))
    turned = min(1.0, max(0.0, (merits.yaw - _FRONTAL) / (_PROFILE - _FRONTAL)))
    complete = (0.5 if _is_cut(merits.box) else 1.0) * (1.0 if merits.whole else 0.2)
    return sharp * large * (1.0 - 0.5 * turned) * merits.quality * complete


def _is_cut(box: Box) -> bool:
    beyond = (-box.x, -box.y, box.x + box.width - 1.0, box.y + box.height - 1.0)
    return max(beyond) > _CUT
