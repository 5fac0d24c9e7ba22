"""The two networks of a pack, rewritten file by file."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper

from photoindex.packs.optimise.parts import faster_detector_file, faster_embedder_file, scaling_of
from photoindex.packs.optimise.proof import as_nine
from photoindex.packs.optimise.rewrite import faster_detector
from tests.packs.optimise.nets import kinds, run


def test_pixel_scaling_is_detected_in_the_same_way_as_by_insightface(tmp_path: Path, recogniser_onnx: bytes) -> None:
    from insightface.model_zoo.arcface_onnx import ArcFaceONNX

    scaled = onnx.load_from_string(recogniser_onnx)
    for name in ("Sub_0", "Mul_1"):
        scaled.graph.node.insert(0, helper.make_node("Identity", ["crop"], [name], name=name))
    for number, model in enumerate((onnx.load_from_string(recogniser_onnx), scaled)):
        path = tmp_path / f"{number}.onnx"
        onnx.save(model, path)
        theirs = ArcFaceONNX(str(path))
        assert scaling_of(model.graph) == (theirs.input_mean, theirs.input_std)


@pytest.mark.parametrize("size", [None, 320])
def test_heads_that_do_not_share_a_kernel_are_not_merged(tmp_path: Path, build: Any, size: int | None) -> None:
    # The detector's scores come from one convolution per output, each with its own stride.
    model = onnx.load_from_string(build.detector(size))
    model.graph.node[0].input[0] = model.graph.node[3].output[0]
    assert faster_detector(model) is None


def test_the_heads_of_each_level_are_merged_and_fixed_sizes_become_free(tmp_path: Path, build: Any) -> None:
    model = onnx.load_from_string(build.detector(320))
    faster = faster_detector(model)
    assert faster is not None
    assert kinds(faster) == ["Conv"] * 3
    image = np.random.default_rng(0).uniform(-1, 1, (1, 3, 320, 320)).astype(np.float32)
    for mine, other in zip(as_nine(run(faster, image)), run(model, image), strict=True):
        assert np.allclose(mine, other, atol=1e-5)
    assert [level.shape for level in run(faster, image[:, :, :64, :96])] == [
        (1, 30, 64 // s, 96 // s) for s in (8, 16, 32)
    ]


def test_a_detector_without_landmarks_is_not_rewritten(tmp_path: Path, build: Any) -> None:
    path = tmp_path / "d.onnx"
    path.write_bytes(build.detector(landmarks=False))
    assert faster_detector_file(path) is None


def test_a_file_that_is_not_a_graph_is_not_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "d.onnx"
    path.write_bytes(b"\x08 no model")
    assert faster_detector_file(path) is None
    assert faster_embedder_file(path) is None
