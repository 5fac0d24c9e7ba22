"""Turning detections into faces, with a fake detector and a fake embedder."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.faces import Detection, FaceAnalyzer
from photoindex.faces.alignment import TEMPLATE
from photoindex.faces.analyzer import unit_bytes
from tests.faces.fake_networks import MeanColour


def detection(x: float, y: float, points: NDArray[np.float64] = TEMPLATE, side: float = 112) -> Detection:
    return Detection((x, y, side, side), tuple((px + x, py + y) for px, py in points.tolist()), 0.9)


class Answers:
    """A detector that returns given detections."""

    def __init__(self, *found: Detection) -> None:
        self.found = list(found)

    def detect(self, image: NDArray[np.uint8], reduction: float = 1.0) -> list[Detection]:
        return self.found


class Shifts:
    """A refiner that moves all landmarks by (10, 0) pixels, and records the widths of the images."""

    def __init__(self) -> None:
        self.widths: list[int] = []

    def refined(self, image: NDArray[np.uint8], found: Detection) -> Detection:
        self.widths.append(image.shape[1])
        return replace(found, landmarks=tuple((x + 10, y) for x, y in found.landmarks))


def test_faces_are_ordered_from_left_to_right_then_from_top_to_bottom() -> None:
    image = np.full((300, 400, 3), 50, dtype=np.uint8)
    found = Answers(detection(200, 10), detection(20, 150), detection(20, 5))
    faces = FaceAnalyzer(found, MeanColour()).analyze(image)
    assert [(round(face.box.x * 400), round(face.box.y * 300)) for face in faces] == [(20, 5), (20, 150), (200, 10)]


def test_boxes_and_landmarks_are_fractions_of_the_image() -> None:
    (face,) = FaceAnalyzer(Answers(detection(100, 50)), MeanColour()).analyze(np.zeros((200, 400, 3), dtype=np.uint8))
    assert (face.box.x, face.box.y, face.box.width, face.box.height) == pytest.approx((0.25, 0.25, 0.28, 0.56))
    assert face.landmarks.nose == pytest.approx(((56.0252 + 100) / 400, (71.7366 + 50) / 200))


def test_a_face_is_aligned_by_refined_landmarks_and_these_are_stored() -> None:
    image = np.zeros((200, 400, 3), dtype=np.uint8)
    # The crop of the unrefined landmarks spans the columns 100 to 212.
    image[:, 212:222, 0] = 200
    plain, refined = (
        FaceAnalyzer(Answers(detection(100, 50)), MeanColour(), refiner=refiner).analyze(image)[0]
        for refiner in (None, Shifts())
    )
    assert refined.landmarks.nose == pytest.approx(((56.0252 + 110) / 400, (71.7366 + 50) / 200))
    assert (refined.box, refined.score) == (plain.box, plain.score)
    assert (plain.quality.norm, refined.quality.norm > 10) == (pytest.approx(0, abs=1), True)


def test_landmarks_of_a_small_face_are_refined_in_the_finer_image() -> None:
    image, fine = np.zeros((200, 400, 3), dtype=np.uint8), np.zeros((800, 1600, 3), dtype=np.uint8)
    refiner = Shifts()
    found = detection(100, 50, TEMPLATE * (28 / 112), 28)
    (face,) = FaceAnalyzer(Answers(found), MeanColour(), refiner=refiner).analyze(
        image, reduction=4, finer=lambda reduction: fine
    )
    assert refiner.widths == [1600]
    assert face.landmarks.nose == pytest.approx(((found.landmarks[2][0] * 4 + 10) / 1600, found.landmarks[2][1] / 200))


def test_each_face_has_its_own_embedding_of_unit_length_in_float16() -> None:
    image = np.zeros((120, 300, 3), dtype=np.uint8)
    image[:, :130, 0], image[:, 150:, 2] = 200, 200
    faces = FaceAnalyzer(Answers(detection(4, 4), detection(170, 4)), MeanColour()).analyze(image)
    vectors = [np.frombuffer(face.embedding, dtype="<f2").tolist() for face in faces]
    assert vectors == [[1, 0, 0], [0, 0, 1]]
    assert all(face.quality.norm > 100 for face in faces)


def test_the_size_of_a_face_is_in_pixels_of_the_photo() -> None:
    analyzer = FaceAnalyzer(Answers(detection(0, 0)), MeanColour())
    (face,) = analyzer.analyze(np.zeros((200, 200, 3), dtype=np.uint8), reduction=4)
    assert face.quality.size == 448


def test_no_faces_are_reported_for_an_image_without_faces() -> None:
    assert FaceAnalyzer(Answers(), MeanColour()).analyze(np.zeros((5, 5, 3), dtype=np.uint8)) == []


def test_a_zero_vector_stays_zero() -> None:
    assert np.frombuffer(unit_bytes(np.zeros(4, dtype=np.float32)), dtype="<f2").tolist() == [0, 0, 0, 0]
