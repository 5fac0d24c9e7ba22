"""onnxruntime sessions."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from photoindex.errors import PackError
from photoindex.inference.session import open_session


@pytest.fixture
def doubling_model(tmp_path: Path) -> Path:
    """A network with two outputs: the input times two, and the input itself."""
    shape = ["batch", 1, 2, 2]
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "x"], ["double"]), helper.make_node("Identity", ["x"], ["same"])],
        "doubling",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("double", "same")],
    )
    path = tmp_path / "doubling.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def test_a_session_gives_every_output_for_a_batch_of_any_size(doubling_model: Path) -> None:
    session = open_session(doubling_model)
    for batch in (1, 3):
        images = np.random.default_rng(batch).random((batch, 1, 2, 2), dtype=np.float32)
        double, same = session.run(images)
        assert np.array_equal(double, images * 2)
        assert np.array_equal(same, images)


def test_a_session_uses_the_given_number_of_threads_and_does_not_busy_wait(doubling_model: Path) -> None:
    options = open_session(doubling_model, threads=2).runtime.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (2, 1)
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
    assert not options.enable_mem_pattern


@pytest.mark.parametrize("content", [b"", b"no model at all"])
def test_a_file_that_onnxruntime_cannot_load_is_a_pack_error_that_names_the_file(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    with pytest.raises(PackError, match=r"broken\.onnx"):
        open_session(path)


def test_a_missing_file_is_a_pack_error(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"absent\.onnx"):
        open_session(tmp_path / "absent.onnx")


def test_importing_the_package_loads_neither_onnxruntime_nor_opencv() -> None:
    code = (
        "import sys, photoindex.faces; print(sorted({'cv2', 'onnxruntime', 'insightface', 'onnx'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
