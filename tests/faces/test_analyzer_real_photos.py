"""The default pack on real photos."""

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.faces import FaceAnalyzer
from photoindex.packs.manifest import Pack
from tests.faces.fake_networks import vector

Pixels = Callable[[Path], NDArray[np.uint8]]


def test_six_faces_are_found_in_a_photo_of_six_friends(
    analyzer: FaceAnalyzer, pixels: Pixels, group_photo: Path
) -> None:
    faces = analyzer.analyze(pixels(group_photo))
    assert len(faces) == 6
    assert [face.box.x for face in faces] == sorted(face.box.x for face in faces)
    vectors = np.stack([vector(face) for face in faces])
    assert vectors.shape == (6, 128)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-3)
    assert (vectors @ vectors.T - np.eye(6)).max() < 0.37


def test_landmarks_lie_inside_their_box_in_the_right_order(
    analyzer: FaceAnalyzer, pixels: Pixels, group_photo: Path
) -> None:
    for face in analyzer.analyze(pixels(group_photo)):
        marks = face.landmarks
        assert marks.left_eye[0] < marks.nose[0] < marks.right_eye[0]
        assert marks.left_eye[1] < marks.nose[1] < marks.mouth_left[1]
        for x, y in marks.points():
            assert face.box.x < x < face.box.x + face.box.width
            assert face.box.y < y < face.box.y + face.box.height


def test_the_same_image_gives_the_same_faces_to_the_last_bit(
    analyzer: FaceAnalyzer, pixels: Pixels, group_photo: Path
) -> None:
    image = pixels(group_photo)
    assert analyzer.analyze(image) == analyzer.analyze(image)


@pytest.mark.parametrize("factor", [0.5, 2.0, 4.0])
def test_the_embedding_hardly_depends_on_the_size_of_the_photo(
    analyzer: FaceAnalyzer, pixels: Pixels, portrait_photo: Path, factor: float
) -> None:
    image = pixels(portrait_photo)
    other = cv2.resize(
        image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    )
    (face,), (resized,) = analyzer.analyze(image), analyzer.analyze(other)
    assert vector(face) @ vector(resized) > 0.9
    assert face.box.iou(resized.box) > 0.8


@pytest.mark.parametrize("margin", [0.0, 0.15])
def test_a_face_that_fills_the_frame_is_found_as_one_face(
    analyzer: FaceAnalyzer, pixels: Pixels, portrait_photo: Path, margin: float
) -> None:
    image = pixels(portrait_photo)
    (face,) = analyzer.analyze(image)
    box = face.box.expanded(1 + 2 * margin).clipped()
    height, width = image.shape[:2]
    rows = slice(int(box.y * height), int((box.y + box.height) * height))
    columns = slice(int(box.x * width), int((box.x + box.width) * width))
    close = cv2.resize(image[rows, columns], None, fx=12, fy=12, interpolation=cv2.INTER_CUBIC)
    assert max(close.shape) > 1200
    (found,) = analyzer.analyze(close)
    assert found.box.clipped().area > 0.4
    assert vector(found) @ vector(face) > 0.7


def test_a_small_face_in_a_photo_of_12_megapixels_is_found(
    analyzer: FaceAnalyzer, pixels: Pixels, portrait_photo: Path
) -> None:
    portrait = pixels(portrait_photo)
    (face,) = analyzer.analyze(portrait)
    factor = 120 / (face.box.width * portrait.shape[1])
    small = cv2.resize(portrait, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    photo = np.full((3000, 4000, 3), 120, dtype=np.uint8)
    photo[2000 : 2000 + small.shape[0], 3000 : 3000 + small.shape[1]] = small
    (found,) = analyzer.analyze(photo)
    assert (found.box.center[0] * 4000, found.box.center[1] * 3000) == pytest.approx(
        (3000 + face.box.center[0] * small.shape[1], 2000 + face.box.center[1] * small.shape[0]), abs=10
    )
    assert vector(found) @ vector(face) > 0.6


@pytest.mark.parametrize("shape", [(1, 1), (20, 30_000), (30_000, 20), (31, 33), (64, 64)])
def test_no_faces_are_found_in_images_of_any_shape_without_faces(
    analyzer: FaceAnalyzer, shape: tuple[int, int]
) -> None:
    assert analyzer.analyze(np.full((*shape, 3), 128, dtype=np.uint8)) == []


def odd_forms() -> list[str]:
    names = "curie", "obama"
    forms = [
        "exif_orientation_3.jpg", "exif_orientation_5.jpg", "exif_orientation_8.jpg", "orientation_6.png",
        "orientation_6.webp", "gray.jpg", "gray16.png", "cmyk.jpg", "progressive.jpg", "palette.png", "rgba.png",
        "anim.gif", "jpeg_named.png",
    ]  # fmt: skip
    return [f"{name}_{form}" for name in names for form in forms]


@pytest.mark.shared_data
@pytest.mark.parametrize("name", odd_forms())
def test_the_number_of_faces_does_not_depend_on_the_file_format(
    analyzer: FaceAnalyzer, pixels: Pixels, shared_data: Path, name: str
) -> None:
    folder = shared_data / "odd-faces-generated"
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as stream:
        expected = {row["path"]: row["expected_faces"] for row in csv.DictReader(stream)}
    assert len(analyzer.analyze(pixels(folder / name))) == int(expected[name])


MEMORY_OF_MANY_SHAPES = """
import sys
from pathlib import Path
import numpy as np, resource
from photoindex.faces import load_detector
from photoindex.packs.manifest import load_pack
detector = load_detector(load_pack(Path(sys.argv[1])))
random = np.random.default_rng(0)
def search(count):
    for _ in range(count):
        height, width = random.integers(200, 1100, 2)
        detector.detect(np.zeros((height, width, 3), dtype=np.uint8))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
detector.detect(np.zeros((1024, 1024, 3), dtype=np.uint8))
before = search(40)
print((search(60) - before) / 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory as Linux gives it, in kilobytes")
def test_memory_does_not_grow_with_the_number_of_photo_shapes(default_pack: Pack) -> None:
    folder = str(default_pack.folder)
    done = subprocess.run(
        [sys.executable, "-c", MEMORY_OF_MANY_SHAPES, folder], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 40
