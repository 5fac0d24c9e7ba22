"""The sharpness and yaw of a face."""

import numpy as np
import pytest

from photoindex.faces import Detection
from photoindex.faces.quality import sharpness, yaw


def test_sharpness_is_zero_for_a_flat_crop_and_falls_with_blur() -> None:
    crop = np.random.default_rng(0).integers(0, 256, (112, 112, 3), dtype=np.uint8)
    blurred = crop.reshape(56, 2, 56, 2, 3).mean(axis=(1, 3)).repeat(2, axis=0).repeat(2, axis=1).astype(np.uint8)
    assert sharpness(np.full_like(crop, 80)) == 0
    assert sharpness(blurred) < sharpness(crop) / 2


@pytest.mark.parametrize(("nose", "expected"), [((50, 70), 0), ((60, 70), 0.25), ((40, 70), 0.25), ((74, 70), 0.6)])
def test_yaw_is_the_distance_of_the_nose_from_the_midpoint_of_the_eyes(
    nose: tuple[float, float], expected: float
) -> None:
    points = ((30, 50), (70, 50), nose, (35, 90), (65, 90))
    assert yaw(Detection((0, 0, 100, 100), points, 0.9)) == pytest.approx(expected)
    turned = tuple((-y, x) for x, y in points)
    assert yaw(Detection((0, 0, 100, 100), turned, 0.9)) == pytest.approx(expected)
