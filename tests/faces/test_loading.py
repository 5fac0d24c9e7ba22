"""Loading a pack gives an analyzer, or an error that says what to do."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.errors import PackError
from photoindex.faces import FaceAnalyzer, load_analyzer, load_detector, load_refiner
from photoindex.packs.manifest import Pack, load_pack, sha256_of

Pixels = Callable[[Path], NDArray[np.uint8]]


@pytest.fixture
def copied_pack(default_pack: Pack, tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_pack.folder, tmp_path / "pack"))


def change_manifest(folder: Path, part: str, **values: Any) -> Pack:
    path = folder / "pack.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest[part].update(values)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return load_pack(folder)


def test_a_model_file_with_one_byte_changed_is_refused(copied_pack: Path) -> None:
    content = bytearray((copied_pack / "sface.onnx").read_bytes())
    content[1000] ^= 1
    (copied_pack / "sface.onnx").write_bytes(content)
    with pytest.raises(PackError, match=r"sface\.onnx.*damaged"):
        load_analyzer(load_pack(copied_pack))


def test_a_file_that_is_not_a_model_is_refused_even_with_the_right_digest(copied_pack: Path) -> None:
    (copied_pack / "yunet.onnx").write_bytes(b"no model")
    pack = change_manifest(copied_pack, "detector", sha256=sha256_of(copied_pack / "yunet.onnx"))
    with pytest.raises(PackError, match=r"yunet\.onnx cannot be loaded"):
        load_analyzer(pack)


def test_a_manifest_with_the_wrong_embedding_length_is_refused(
    copied_pack: Path, pixels: Pixels, portrait_photo: Path
) -> None:
    analyzer = load_analyzer(change_manifest(copied_pack, "embedder", length=512))
    with pytest.raises(PackError, match="gives 128 numbers per face, but its manifest says 512"):
        analyzer.analyze(pixels(portrait_photo))


def test_the_embedded_pack_aligns_faces_by_refined_landmarks(
    default_pack: Pack, analyzer: FaceAnalyzer, pixels: Pixels, portrait_photo: Path
) -> None:
    image, refiner = pixels(portrait_photo), load_refiner(default_pack)
    (detection,) = load_detector(default_pack).detect(image)
    (face,) = analyzer.analyze(image)
    assert refiner is not None
    refined = np.array(refiner.refined(image, detection).landmarks)
    assert np.array(face.landmarks.points()) * image.shape[1::-1] == pytest.approx(refined)
    assert np.abs(refined - np.array(detection.landmarks)).max() > 0.1


def test_loading_a_pack_limits_the_threads_of_opencv(default_pack: Pack) -> None:
    import cv2

    cv2.setNumThreads(2)
    load_analyzer(default_pack, threads=1)
    assert cv2.getNumThreads() == 1


def test_opencv_without_its_system_library_is_an_error_that_names_the_packages(
    default_pack: Pack, tmp_path: Path
) -> None:
    reason = "libGL.so.1: cannot open shared object file: No such file or directory"
    (tmp_path / "cv2.py").write_text(f"raise ImportError({reason!r})\n", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path\n"
        "from photoindex.cli.wording.advice import what_to_do\n"
        "from photoindex.errors import MissingLibraryError\n"
        "from photoindex.faces import load_analyzer\n"
        "from photoindex.packs.manifest import load_pack\n"
        "try: load_analyzer(load_pack(Path(sys.argv[1])))\n"
        "except MissingLibraryError as error: print(error.message, what_to_do(error.hint, error.advice))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    command = [sys.executable, "-c", code, str(default_pack.folder)]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert reason in done.stdout
    for way_out in ("apt install libgl1", "dnf install", "install opencv-python-headless"):
        assert way_out in done.stdout


@pytest.fixture
def insightface_pack(copied_pack: Path, shared_models: Path) -> Pack:
    """A pack of SCRFD-0.5G and SFace that InsightFace's classes will run."""
    name = "scrfd_500m_bnkps.onnx"
    shutil.copy(shared_models / name, copied_pack / name)
    detector = {"kind": "scrfd", "file": name, "sha256": sha256_of(copied_pack / name), "score_threshold": 0.5}
    change_manifest(copied_pack, "detector", **detector, input_sizes=[256, 640], mean=127.5, std=128, colour="RGB")
    return change_manifest(copied_pack, "embedder", kind="arcface")


@pytest.mark.shared_data
def test_an_insightface_pack_finds_and_embeds_the_same_faces(
    insightface_pack: Pack, default_pack: Pack, pixels: Pixels, group_photo: Path
) -> None:
    image = pixels(group_photo)
    ours, theirs = load_analyzer(default_pack).analyze(image), load_analyzer(insightface_pack).analyze(image)
    assert len(ours) == len(theirs) == 6
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.box.iou(other.box) > 0.5
        vectors = [np.frombuffer(face.embedding, dtype="<f2").astype(np.float32) for face in (mine, other)]
        # The landmarks of the two detectors differ on tilted heads; other people in this photo stay below 0.4.
        assert vectors[0] @ vectors[1] > 0.5


@pytest.mark.shared_data
def test_an_insightface_pack_survives_extreme_shapes(insightface_pack: Pack) -> None:
    analyzer = load_analyzer(insightface_pack)
    for shape in ((1, 1), (20, 3000), (3000, 20)):
        assert analyzer.analyze(np.zeros((*shape, 3), dtype=np.uint8)) == []
