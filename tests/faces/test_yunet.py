"""Decoding the output of YuNet."""

import numpy as np
import pytest

from photoindex.faces.normalisation import PixelScaling
from photoindex.faces.yunet import YuNet
from tests.faces.fake_networks import MapsSession


def test_the_output_maps_of_yunet_are_read_as_priors_offsets_and_logarithms() -> None:
    maps = [np.full((1, 16, 64 // stride, 64 // stride), -20, dtype=np.float32) for stride in (8, 16, 32)]
    cell = maps[1][0, :, 2, 1]
    cell[:6] = [2, 3, 0.5, -0.25, np.log(2), np.log(3)]
    cell[6:] = np.arange(10) / 10
    session = MapsSession(maps)
    image = np.zeros((64, 64, 3), dtype=np.uint8)
    image[..., 0] = 7
    found = YuNet(session, PixelScaling("BGR", 0, 1)).find(image, 0.5)
    assert session.images[0, :, 0, 0].tolist() == [0, 0, 7]
    centre_x, centre_y = (1 + 0.5) * 16, (2 - 0.25) * 16
    assert found.boxes.tolist() == [pytest.approx([centre_x - 16, centre_y - 24, centre_x + 16, centre_y + 24])]
    assert found.landmarks[0, 1].tolist() == pytest.approx([(1 + 0.2) * 16, (2 + 0.3) * 16])
    logistic = 1 / (1 + np.exp(-np.array([2, 3])))
    assert found.scores.tolist() == pytest.approx([np.sqrt(logistic.prod())])


def test_garbage_from_a_network_does_not_cause_an_overflow() -> None:
    maps = [np.full((1, 16, 64 // stride, 64 // stride), 1e30, dtype=np.float32) for stride in (8, 16, 32)]
    with np.errstate(over="raise"):
        found = YuNet(MapsSession(maps), PixelScaling("RGB", 0, 1)).find(np.zeros((64, 64, 3), np.uint8), 0.5)
    assert len(found.scores) == 64 + 16 + 4
