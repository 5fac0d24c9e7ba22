"""Recognising ONNX files by their task, and checking that InsightFace can run them."""

from pathlib import Path
from typing import Any

import onnx
import pytest
from onnx import external_data_helper

from photoindex.errors import PackError
from photoindex.packs.graphs import role_of, the_two_models, try_detector, try_embedder


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_model_with_five_outputs_is_a_detector(tmp_path: Path, detector_onnx: bytes) -> None:
    assert role_of(saved(tmp_path / "a.onnx", detector_onnx)) == "detection"


@pytest.mark.parametrize(
    ("size", "role"), [(112, "recognition"), (128, "recognition"), (96, "other"), (192, "other"), (120, "other")]
)
def test_a_model_with_a_square_input_is_a_recogniser_unless_it_serves_another_task(
    tmp_path: Path, build: Any, size: int, role: str
) -> None:
    assert role_of(saved(tmp_path / "a.onnx", build.recogniser(size))) == role


def test_a_model_with_two_outputs_is_not_a_recogniser(tmp_path: Path, build: Any) -> None:
    assert role_of(saved(tmp_path / "a.onnx", build.recogniser(outputs=2))) == "other"


@pytest.mark.parametrize("content", [b"garbage" * 100, b""])
def test_a_file_that_is_not_onnx_is_never_a_model(tmp_path: Path, content: bytes) -> None:
    path = saved(tmp_path / "a.onnx", content)
    try:
        role = role_of(path)
    except PackError as error:
        assert "a.onnx is not an ONNX file" in error.message
    else:
        assert role == "other"


def test_a_model_with_weights_in_other_files_is_refused_because_no_sha256_covers_them(
    tmp_path: Path, recogniser_onnx: bytes
) -> None:
    model = onnx.load_from_string(recogniser_onnx)
    external_data_helper.convert_model_to_external_data(model, location="weights.bin", size_threshold=0)
    onnx.save(model, tmp_path / "a.onnx")
    assert (tmp_path / "weights.bin").exists()
    with pytest.raises(PackError, match="self-contained"):
        role_of(tmp_path / "a.onnx")


def test_two_recognisers_in_a_folder_are_ambiguous_and_the_error_names_both(
    tmp_path: Path, build: Any, detector_onnx: bytes
) -> None:
    paths = [
        saved(tmp_path / "d.onnx", detector_onnx),
        saved(tmp_path / "r1.onnx", build.recogniser(112)),
        saved(tmp_path / "r2.onnx", build.recogniser(128)),
    ]
    with pytest.raises(PackError, match=r"several here \(r1.onnx, r2.onnx\)"):
        the_two_models(paths)


def test_a_folder_without_a_detector_is_not_a_pack(tmp_path: Path, recogniser_onnx: bytes) -> None:
    with pytest.raises(PackError, match="one ONNX file for detection"):
        the_two_models([saved(tmp_path / "r.onnx", recogniser_onnx)])


def test_scaling_and_input_size_equal_those_of_insightface(tmp_path: Path, build: Any) -> None:
    facts = try_detector(saved(tmp_path / "d.onnx", build.detector(320)))
    assert (facts.input_size, facts.mean, facts.std) == ((320, 320), 127.5, 128.0)
    assert try_detector(saved(tmp_path / "e.onnx", build.detector())).input_size is None


def test_a_detector_without_landmarks_is_refused(tmp_path: Path, build: Any) -> None:
    with pytest.raises(PackError, match="no landmarks"):
        try_detector(saved(tmp_path / "d.onnx", build.detector(landmarks=False)))


def test_the_embedding_length_is_measured(tmp_path: Path, build: Any) -> None:
    facts = try_embedder(saved(tmp_path / "r.onnx", build.recogniser(128, length=24)))
    assert (facts.input_size, facts.length, facts.mean, facts.std) == (128, 24, 127.5, 127.5)


def test_a_truncated_model_does_not_run(tmp_path: Path, detector_onnx: bytes) -> None:
    with pytest.raises(PackError, match="does not run"):
        try_detector(saved(tmp_path / "d.onnx", detector_onnx[: len(detector_onnx) // 2]))


@pytest.mark.shared_data
def test_the_published_detector_runs_at_its_fixed_size(shared_models: Path) -> None:
    detector = shared_models / "scrfd_500m_bnkps.onnx"
    assert role_of(detector) == "detection"
    assert try_detector(detector).input_size == (640, 640)
