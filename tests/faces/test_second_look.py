"""Searching turned photos a second time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.faces import Detection
from photoindex.faces.second_look import turned_back


@given(
    x=st.floats(0, 200), y=st.floats(0, 100), across=st.floats(1, 50), down=st.floats(1, 50), turns=st.integers(1, 3)
)
def test_turning_back_undoes_the_turn(x: float, y: float, across: float, down: float, turns: int) -> None:
    shape = (100, 200, 3)
    box, points = (x, y, across, down), ((x, y), (x + across, y), (x, y + down), (x + 1, y + 2), (x + 2, y + 1))
    found = Detection(box, points, 0.5)
    for step in range(4 // np.gcd(turns, 4)):
        height, width = shape[:2] if step * turns % 2 == 0 else shape[1::-1]
        found = turned_back(found, turns, (height, width))
    assert found.box == pytest.approx(box, abs=1e-6)
    assert np.array(found.landmarks) == pytest.approx(np.array(points), abs=1e-6)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_face_found_in_a_turned_image_is_mapped_back_to_its_pixels(turns: int) -> None:
    image = np.zeros((90, 160, 3), dtype=np.uint8)
    turned = np.rot90(image, turns)
    turned[30:50, 20:60] = 200
    turned[32, 25] = 255
    back = turned_back(Detection((20, 30, 40, 20), ((25.5, 32.5),) * 5, 0.9), turns, image.shape)
    x, y, across, down = (round(value) for value in back.box)
    assert image[y : y + down, x : x + across].min() == 200
    assert (image > 0).all(axis=2).sum() == across * down
    assert image[int(back.landmarks[0][1]), int(back.landmarks[0][0]), 0] == 255
