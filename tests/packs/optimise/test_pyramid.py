"""Levels of a detector's pyramid."""

import numpy as np
import pytest
from onnx import numpy_helper

from photoindex.packs.optimise.editor import GraphEditor
from photoindex.packs.optimise.pyramid import enlarge_by_scales
from tests.packs.optimise.nets import Net, assert_same, kinds


@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_pyramid_levels_are_doubled_instead_of_resized_to_a_size(mode: str) -> None:
    net = Net()
    fine = net.conv("image", 3)
    coarse = net.add("MaxPool", fine, kernel_shape=[2, 2], strides=[2, 2])
    for name in ("region", "scales"):
        net.weights.append(numpy_helper.from_array(np.array([], dtype=np.float32), name))
    how = {"mode": mode, "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    larger = net.add("Resize", coarse, "region", "scales", net.add("Shape", fine), **how)
    model = net.model(net.matrix(net.add("Add", larger, fine)))
    graph = GraphEditor(model)
    enlarge_by_scales(graph)
    # Unless pixels are simply repeated, interpolated values depend on the sizes.
    assert ("Shape" in kinds(graph.finished())) == (mode == "linear")
    assert_same(model, graph.finished())
