"""A rewrite is proved before it is used."""

from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from photoindex.packs.optimise.proof import gives_the_same_embeddings
from photoindex.packs.optimise.rewrite import faster_embedder
from tests.packs.optimise.nets import CHANNELS, LENGTH, SIDE, Net, chain, images, run


def test_a_fixed_batch_size_becomes_free_if_images_are_independent() -> None:
    net = Net(batch=1)
    model = net.model(chain(net))
    (together,) = run(faster_embedder(model), images(3))
    one_by_one = [run(model, image[None])[0][0] for image in images(3)]
    assert np.allclose(together, one_by_one, rtol=1e-3, atol=1e-3 * np.abs(together).max())


def test_a_fixed_batch_size_is_kept_if_a_shape_may_depend_on_it() -> None:
    net = Net(batch=1)
    shape = numpy_helper.from_array(np.array([1, -1], dtype=np.int64), "shape")
    net.weights.append(shape)
    flat = net.add("Reshape", net.conv("image", 3), "shape")
    output = net.add("Gemm", flat, net.weight(LENGTH, CHANNELS * SIDE * SIDE), net.weight(LENGTH), transB=1)
    faster = faster_embedder(net.model(output))
    assert faster.graph.input[0].type.tensor_type.shape.dim[0].dim_value == 1


def test_a_wrong_rewrite_is_detected(recogniser_onnx: bytes, build: Any) -> None:
    model = onnx.load_from_string(recogniser_onnx)
    weight = numpy_helper.to_array(model.graph.initializer[0]).copy()
    weight[0] *= 1.05
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(weight, "kernel"))
    scaling = {"mean": 127.5, "std": 127.5}
    assert gives_the_same_embeddings(recogniser_onnx, recogniser_onnx, **scaling)
    assert not gives_the_same_embeddings(recogniser_onnx, model.SerializeToString(), **scaling)
    assert not gives_the_same_embeddings(recogniser_onnx, build.recogniser(112, length=8), **scaling)
