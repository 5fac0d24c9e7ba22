"""Graphs are rewritten where a pattern fits, and stay equivalent in every session."""

import pytest
from onnx import TensorProto, helper

from photoindex.packs.optimise.rewrite import faster_embedder
from tests.packs.optimise.nets import CHANNELS, SIDE, Net, assert_same, chain, kinds


def test_a_chain_becomes_convolutions_relus_and_one_matrix() -> None:
    net = Net()
    model = net.model(chain(net))
    faster = faster_embedder(model)
    assert set(kinds(faster)) == {"Conv", "Relu", "Add", "Flatten", "Gemm"}
    # One convolution for the layer, and one for the slopes.
    assert kinds(faster).count("Conv") == 6
    assert_same(model, faster)


def test_the_given_model_is_not_changed() -> None:
    net = Net()
    model = net.model(chain(net))
    before = model.SerializeToString(deterministic=True)
    faster_embedder(model)
    assert model.SerializeToString(deterministic=True) == before


def test_weights_that_are_declared_as_inputs_become_constants() -> None:
    net = Net(weights_are_inputs=True)
    model = net.model(chain(net))
    assert [item.name for item in faster_embedder(model).graph.input] == ["image"]
    assert_same(model, faster_embedder(model))


def test_the_factor_of_a_prelu_before_a_sum_is_kept() -> None:
    net = Net()
    first = net.prelu(net.conv("image", 3))
    second = net.conv(first, CHANNELS)
    model = net.model(net.matrix(net.add("Add", first, second)))
    faster = faster_embedder(model)
    assert "PRelu" not in kinds(faster)
    assert_same(model, faster)


def test_prelu_read_by_a_normalisation_and_a_convolution_passes_its_factor_to_both() -> None:
    # As in the first block of an IResNet.
    net = Net()
    first = net.prelu(net.conv("image", 3))
    inner = net.conv(net.norm(first), CHANNELS)
    model = net.model(net.matrix(net.add("Add", inner, net.conv(first, CHANNELS))))
    faster = faster_embedder(model)
    assert kinds(faster).count("Conv") == 4
    assert kinds(faster).count("BatchNormalization") == 1, "padding forbids folding it into what follows"
    assert_same(model, faster)


@pytest.mark.parametrize("shape", [(1,), (1, 1, 1), (1, CHANNELS, 1, 1)])
def test_prelu_slopes_of_several_shapes_are_rewritten(shape: tuple[int, ...]) -> None:
    net = Net()
    model = net.model(net.matrix(net.prelu(net.conv("image", 3), shape)))
    assert "PRelu" not in kinds(faster_embedder(model))
    assert_same(model, faster_embedder(model))


@pytest.mark.parametrize("shape", [(SIDE,), (CHANNELS, SIDE, SIDE)])
def test_prelu_slopes_that_are_not_per_channel_are_not_changed(shape: tuple[int, ...]) -> None:
    net = Net()
    model = net.model(net.matrix(net.prelu(net.conv("image", 3), shape)))
    assert "PRelu" in kinds(faster_embedder(model))
    assert_same(model, faster_embedder(model))


def test_changing_weights_that_two_convolutions_share_affects_only_one_of_them() -> None:
    net = Net()
    shared = net.weight(CHANNELS, 3, 3, 3)
    attributes = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    normed = net.norm(net.add("Conv", "image", shared, **attributes))
    plain = net.add("Conv", "image", shared, **attributes)
    model = net.model(net.matrix(net.add("Add", normed, plain)))
    assert_same(model, faster_embedder(model))


def test_a_normalisation_is_kept_if_other_nodes_also_read_its_input() -> None:
    net = Net()
    value = net.conv("image", 3)
    model = net.model(net.matrix(net.add("Add", net.norm(value), value)))
    assert "BatchNormalization" in kinds(faster_embedder(model))
    assert_same(model, faster_embedder(model))


def test_a_dropout_is_kept_if_its_mask_is_read() -> None:
    net = Net()
    value = net.conv("image", 3)
    net.nodes.append(helper.make_node("Dropout", [value], ["kept", "mask"], name="drop"))
    mask = net.add("Cast", "mask", to=TensorProto.FLOAT)
    model = net.model(net.matrix(net.add("Mul", "kept", mask)))
    assert "Dropout" in kinds(faster_embedder(model))
