"""A prepared pack gives the same faces and embeddings as InsightFace's classes do, without loading those classes."""

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from photoindex.faces import load_analyzer, load_detector, load_embedder
from photoindex.faces.alignment import aligned
from photoindex.faces.detection import Candidates, merged
from photoindex.faces.embedding import ArcFaceEmbedder, OnnxEmbedder
from photoindex.faces.normalisation import PixelScaling
from photoindex.faces.scrfd import Scrfd, ScrfdMaps
from photoindex.inference.cpu import multiplies_bytes_fast
from photoindex.inference.session import open_session
from photoindex.packs.assemble import assemble
from photoindex.packs.manifest import Pack
from photoindex.packs.prepared import FOLDER, prepare_pack, prepared_embedder, prepared_file

Pixels = Callable[[Path], NDArray[np.uint8]]
MODELS = Path(__file__).parents[2] / "models"
SCRFD = "scrfd_500m_bnkps.onnx"
SFACE = "face_recognition_sface_2021dec_int8bq.onnx"


@pytest.fixture(scope="module")
def plain_sface(shared_models: Path) -> Iterator[onnx.ModelProto]:
    sys.path.insert(0, str(MODELS))
    yield importlib.import_module("graph.plain").plain_float32(onnx.load(shared_models / SFACE))
    sys.path.remove(str(MODELS))


@pytest.fixture(scope="module")
def pack(shared_models: Path, plain_sface: onnx.ModelProto, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """SCRFD-0.5G and a float32 embedder that was never measured with 8-bit products, installed as a user would install
    them.
    """
    folder = tmp_path_factory.mktemp("models")
    shutil.copy(shared_models / SCRFD, folder / SCRFD)
    plain_sface.producer_name = "somebody else"
    onnx.save(plain_sface, folder / "sface.onnx")
    return assemble(folder, folder / "pack", "scrfd-and-sface", str(folder), shutil.copyfile)


@pytest.fixture
def unprepared(pack: Pack, tmp_path: Path) -> Pack:
    folder = Path(shutil.copytree(pack.folder, tmp_path / "pack"))
    shutil.rmtree(folder / FOLDER)
    return replace(pack, folder=folder)


def canvases(paths: list[Path], pixels: Pixels) -> Iterator[NDArray[np.uint8]]:
    """Photos placed in the top left corner of a black square, the only input that the published file takes."""
    for path in paths:
        canvas = np.zeros((640, 640, 3), dtype=np.uint8)
        image = pixels(path)[:640, :640]
        canvas[: image.shape[0], : image.shape[1]] = image
        yield canvas


def in_order(found: Candidates) -> Candidates:
    return found.take(np.lexsort(found.boxes.T))


@pytest.mark.shared_data
def test_a_pack_with_scrfd_aligns_faces_by_detected_landmarks(pack: Pack, pixels: Pixels, portrait_photo: Path) -> None:
    image = pixels(portrait_photo)
    (detection,) = load_detector(pack).detect(image)
    (face,) = load_analyzer(pack).analyze(image)
    assert np.array(face.landmarks.points()) * image.shape[1::-1] == pytest.approx(np.array(detection.landmarks))


@pytest.mark.shared_data
def test_boxes_landmarks_and_scores_equal_those_of_insightface(
    pack: Pack, shared_data: Path, pixels: Pixels, group_photo: Path
) -> None:
    path, prepared = pack.path_of(pack.detector.file), prepared_file(pack, "detector")
    assert prepared is not None
    theirs = Scrfd(path, open_session(path))
    ours = ScrfdMaps(open_session(prepared.path), PixelScaling("RGB", prepared.mean, prepared.std))
    photos = [group_photo, *sorted((shared_data / "wider-face-subset").rglob("*.jpg"))[::6]]
    found = 0
    for canvas in canvases(photos, pixels):
        # A low threshold, so that there are many candidates to merge.
        mine, other = in_order(ours.find(canvas, 0.1)), in_order(theirs.find(canvas, 0.1))
        assert np.allclose(mine.boxes, other.boxes, atol=2e-3)
        assert np.allclose(mine.landmarks, other.landmarks, atol=2e-3)
        assert np.allclose(mine.scores, other.scores, atol=1e-5)
        found += len(mine.scores)
    assert found > 100


@pytest.mark.shared_data
def test_embeddings_of_real_crops_equal_those_of_insightface(
    pack: Pack, default_pack: Pack, shared_data: Path, pixels: Pixels, group_photo: Path
) -> None:
    path = pack.path_of(pack.embedder.file)
    photos = [group_photo, *sorted((shared_data / "celeba-inthewild").rglob("*.jpg"))[:20]]
    detector = load_analyzer(default_pack)._detector
    crops = []
    for photo in photos:
        image = pixels(photo)
        crops += [aligned(image, np.array(face.landmarks)) for face in detector.detect(image)]
    ours, theirs = load_embedder(pack), ArcFaceEmbedder(path, open_session(path), length=pack.embedder.length)
    assert isinstance(ours, OnnxEmbedder)
    mine, other = ours.embed(crops), theirs.embed(crops)
    cosines = (mine * other).sum(axis=1) / np.linalg.norm(mine, axis=1) / np.linalg.norm(other, axis=1)
    assert len(crops) > 20
    assert cosines.min() >= 0.99999
    # The quality of a face depends on the norm of its embedding.
    assert np.allclose(np.linalg.norm(mine, axis=1), np.linalg.norm(other, axis=1), rtol=1e-3)


@pytest.mark.skipif(not multiplies_bytes_fast(), reason="this processor has no dot products of bytes")
def test_8_bit_products_give_the_same_faces_as_float32(
    default_pack: Pack,
    pixels: Pixels,
    group_photo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PHOTOINDEX_DATA", str(tmp_path))
    in_float32 = load_analyzer(default_pack)
    prepare_pack(default_pack)
    in_bytes = load_analyzer(default_pack)
    image = pixels(group_photo)
    ours, theirs = in_bytes.analyze(image), in_float32.analyze(image)
    assert [face.box for face in ours] == [face.box for face in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.embedding != other.embedding, "it did not run in bytes"
        vectors = [np.frombuffer(face.embedding, dtype="<f2").astype(np.float32) for face in (mine, other)]
        assert vectors[0] @ vectors[1] > 0.99


@pytest.mark.shared_data
def test_the_original_files_run_if_there_are_no_prepared_ones(
    unprepared: Pack, pack: Pack, pixels: Pixels, group_photo: Path
) -> None:
    image = pixels(group_photo)
    ours, theirs = load_analyzer(pack).analyze(image), load_analyzer(unprepared).analyze(image)
    assert len(ours) == len(theirs) == 6
    for mine, other in zip(ours, theirs, strict=True):
        # The published file takes only squares; black below the photo differs from the padding of a shorter canvas.
        assert mine.box.iou(other.box) > 0.98
        vectors = [np.frombuffer(face.embedding, dtype="<f2").astype(np.float32) for face in (mine, other)]
        assert vectors[0] @ vectors[1] > 0.999


@pytest.mark.shared_data
@pytest.mark.parametrize("shape", [(1, 1), (20, 3000), (3000, 20), (480, 640)])
def test_a_prepared_pack_takes_images_of_any_shape(pack: Pack, shape: tuple[int, int]) -> None:
    assert load_analyzer(pack).analyze(np.zeros((*shape, 3), dtype=np.uint8)) == []


def modules_after_loading(pack: Pack) -> set[str]:
    code = (
        "import json, sys; from pathlib import Path\n"
        "from photoindex.faces import load_analyzer\n"
        "from photoindex.packs.manifest import load_pack\n"
        "import numpy as np\n"
        "load_analyzer(load_pack(Path(sys.argv[1]))).analyze(np.zeros((64, 64, 3), np.uint8))\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(pack.folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=Path(__file__).parents[2])
    return set(json.loads(done.stdout))


SLOW_TO_IMPORT = {"insightface", "scipy", "onnx", "skimage", "matplotlib", "hdbscan", "faiss", "duckdb"}


def test_loading_the_embedded_pack_imports_nothing_slow(default_pack: Pack) -> None:
    assert not modules_after_loading(default_pack) & SLOW_TO_IMPORT


@pytest.mark.shared_data
def test_loading_a_prepared_pack_imports_nothing_slow(pack: Pack) -> None:
    assert not modules_after_loading(pack) & SLOW_TO_IMPORT


@pytest.mark.shared_data
def test_loading_an_unprepared_pack_imports_insightface(unprepared: Pack) -> None:
    # This proves that the two tests above can fail.
    assert "insightface" in modules_after_loading(unprepared)


@pytest.mark.parametrize(("colour", "mean", "std"), [("RGB", 0, 1), ("BGR", 0, 1), ("RGB", 127.5, 128), ("BGR", 3, 2)])
def test_pixels_are_scaled_by_the_values_in_the_manifest(colour: str, mean: float, std: float) -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 5, 7, 3), dtype=np.uint8)
    blob = PixelScaling(colour, mean, std).blob(images)  # type: ignore[arg-type]
    ordered = images if colour == "RGB" else images[..., ::-1]
    assert blob.dtype == np.float32 and blob.flags.c_contiguous
    assert np.allclose(blob, (ordered.transpose(0, 3, 1, 2) - float(mean)) / std, rtol=1e-6)


def test_boxes_that_include_their_last_pixels_overlap_a_little_more() -> None:
    # 10 x 10 pixels each, 5 columns apart: they share 50 of 150 pixels, or 66 of 176 if the last row and column are
    # included.
    boxes = np.array([[0, 0, 10, 10], [5, 0, 15, 10]], dtype=np.float32)
    pair = Candidates(boxes, np.zeros((2, 5, 2), dtype=np.float32), np.array([0.9, 0.8], dtype=np.float32))
    assert len(merged(pair, overlap=0.35, containment=1.0).scores) == 2
    assert len(merged(pair, overlap=0.35, containment=1.0, pixel=1.0).scores) == 1


@pytest.mark.shared_data
@pytest.mark.skipif(not multiplies_bytes_fast(), reason="this processor has no dot products of bytes")
def test_plain_sface_is_known_to_work_with_8_bit_products(shared_models: Path, tmp_path: Path) -> None:
    sys.path.insert(0, str(MODELS))
    plain = importlib.import_module("graph.plain").plain_float32(onnx.load(shared_models / SFACE))
    sys.path.remove(str(MODELS))
    shutil.copy(shared_models / SCRFD, tmp_path / SCRFD)
    onnx.save(plain, tmp_path / "sface.onnx")
    pack = assemble(tmp_path, tmp_path / "pack", "scrfd-and-plain-sface", "here", shutil.copyfile)
    assert prepared_embedder(pack) == prepared_file(pack, "embedder-in-bytes")
