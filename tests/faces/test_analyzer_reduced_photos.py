"""Faces found in a photo decoded at reduced size equal the faces found in the full photo."""

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import DecodeLimits, decode_photo
from photoindex.faces import Detection, FaceAnalyzer
from photoindex.faces.alignment import TEMPLATE
from photoindex.scan.photo import analyse
from tests.decode.drawn import encode
from tests.faces.fake_networks import MeanColour, vector

Pixels = NDArray[np.uint8]


class Squares:
    """A detector that finds square faces with these left edges and side lengths, all at the top of the image."""

    def __init__(self, *squares: tuple[float, float]) -> None:
        self.squares = squares

    def detect(self, image: Pixels, reduction: float = 1.0) -> list[Detection]:
        return [
            Detection(
                (left, 0, side, side),
                tuple((left + x, y) for x, y in ((TEMPLATE + 0.5) * (side / 112)).tolist()),
                0.9,
            )
            for left, side in self.squares
        ]


def solid(width: int, height: int, colour: tuple[int, int, int]) -> Pixels:
    return np.full((height, width, 3), colour, dtype=np.uint8)


def test_only_faces_that_are_too_small_are_cropped_from_the_finer_image() -> None:
    asked = []

    def finer(reduction: float) -> Pixels:
        asked.append(reduction)
        return solid(1600, 800, (0, 0, 255))

    analyzer = FaceAnalyzer(Squares((10, 28), (100, 55.9), (200, 56)), MeanColour())
    faces = analyzer.analyze(solid(400, 200, (255, 0, 0)), reduction=4, finer=finer)
    assert asked == [2]
    assert [int(np.argmax(vector(face))) for face in faces] == [2, 2, 0]
    assert [face.quality.size for face in faces] == pytest.approx([112, 223.6, 224])


def test_nothing_is_decoded_again_if_no_face_is_too_small() -> None:
    def finer(reduction: float) -> Pixels:
        raise AssertionError(reduction)

    for squares in ([], [(0, 56)], [(0, 80), (100, 60)]):
        analyzer = FaceAnalyzer(Squares(*squares), MeanColour())
        assert len(analyzer.analyze(solid(400, 200, (9, 9, 9)), reduction=2, finer=finer)) == len(squares)


def test_a_small_face_is_found_at_the_same_place_in_the_finer_image() -> None:
    fine = solid(1600, 800, (0, 0, 0))
    # The face spans 100 to 140 in the coarse image; the embedder must see its left half green and its right half blue.
    fine[:160, 400:480, 1], fine[:160, 480:560, 2] = 200, 200

    class Halves(MeanColour):
        def embed(self, crops: list[Pixels]) -> NDArray[np.float32]:
            (crop,) = crops
            return np.array([[crop[:, :56, 1].mean(), crop[:, 56:, 2].mean(), crop[..., 0].mean()]], np.float32)

    (face,) = FaceAnalyzer(Squares((100, 40)), Halves()).analyze(
        solid(400, 200, (0, 0, 0)), reduction=4, finer=lambda _: fine
    )
    assert face.quality.norm == pytest.approx(200 * 2**0.5, rel=0.01)
    assert face.box.x == 0.25


def enlarged(photo: Path, megapixels: float) -> bytes:
    with Image.open(photo) as image:
        factor = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
        size = round(image.width * factor), round(image.height * factor)
        return encode(image.convert("RGB").resize(size, Image.Resampling.BICUBIC), quality=90)


def compare(analyzer: FaceAnalyzer, data: bytes) -> list[float]:
    """The similarities of the faces found at both sizes; any other face must be missing at both sizes."""
    full = analyzer.analyze(decode_photo(data, "a.jpg").image)
    found = analyse(data, "a.jpg", analyzer, DecodeLimits())
    photo, part = found.photo, found.faces
    assert photo.reduction > 1
    assert len(full) == len(part)
    similarities = []
    for face in part:
        same = max(full, key=lambda other: face.box.iou(other.box))
        assert face.box.iou(same.box) > 0.8
        assert face.quality.size == pytest.approx(same.quality.size, rel=0.1)
        similarities.append(float(vector(face) @ vector(same)))
    return similarities


def test_a_group_photo_of_12_megapixels_has_the_same_six_faces(analyzer: FaceAnalyzer, group_photo: Path) -> None:
    similarities = compare(analyzer, enlarged(group_photo, 12))
    assert len(similarities) == 6
    assert np.median(similarities) > 0.99
    # One face is nearly in profile, where a small shift of a landmark has the largest effect.
    assert min(similarities) > 0.94


def test_a_portrait_of_24_megapixels_has_the_same_face(analyzer: FaceAnalyzer, portrait_photo: Path) -> None:
    (similarity,) = compare(analyzer, enlarged(portrait_photo, 24))
    assert similarity > 0.98


@pytest.mark.shared_data
def test_photos_of_12_megapixels_have_the_same_faces(analyzer: FaceAnalyzer, shared_data: Path) -> None:
    with (shared_data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row["path"] for row in csv.DictReader(stream) if row["dataset"] == "celeba-inthewild"]
    similarities = [value for path in rows[::57] for value in compare(analyzer, enlarged(shared_data / path, 12))]
    assert len(similarities) > 10
    assert np.mean(similarities) > 0.99
