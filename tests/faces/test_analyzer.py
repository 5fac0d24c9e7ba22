"""From detections to faces, with a detector and an embedder that know the answer."""

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.errors import PackError
from photoindex.faces import Detection, FaceAnalyzer
from photoindex.faces.alignment import TEMPLATE
from photoindex.faces.analyzer import unit_bytes
from photoindex.faces.embedding import OnnxEmbedder
from photoindex.faces.normalisation import PixelScaling
from photoindex.faces.quality import sharpness, yaw
from photoindex.faces.yunet import YuNet


def detection(x: float, y: float, points: NDArray[np.float64] = TEMPLATE, side: float = 112) -> Detection:
    return Detection((x, y, side, side), tuple((px + x, py + y) for px, py in points.tolist()), 0.9)


class Answers:
    """A detector that gives what it was made with."""

    def __init__(self, *found: Detection) -> None:
        self.found = list(found)

    def detect(self, image: NDArray[np.uint8], reduction: float = 1.0) -> list[Detection]:
        return self.found


class MeanColour:
    """An embedder whose vector is the mean colour of the crop."""

    input_size = 112

    def embed(self, crops: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
        return np.array([crop.mean(axis=(0, 1)) for crop in crops], dtype=np.float32).reshape(-1, 3)


class MapsSession:
    """A YuNet whose maps are given; notes the input."""

    def __init__(self, maps: list[NDArray[np.float32]]) -> None:
        self.maps = maps

    def run(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        self.images = images
        return self.maps


def test_faces_come_from_left_to_right_then_from_the_top() -> None:
    image = np.full((300, 400, 3), 50, dtype=np.uint8)
    found = Answers(detection(200, 10), detection(20, 150), detection(20, 5))
    faces = FaceAnalyzer(found, MeanColour()).analyze(image)
    assert [(round(face.box.x * 400), round(face.box.y * 300)) for face in faces] == [(20, 5), (20, 150), (200, 10)]


def test_boxes_and_landmarks_are_fractions_of_the_image() -> None:
    (face,) = FaceAnalyzer(Answers(detection(100, 50)), MeanColour()).analyze(np.zeros((200, 400, 3), dtype=np.uint8))
    assert (face.box.x, face.box.y, face.box.width, face.box.height) == pytest.approx((0.25, 0.25, 0.28, 0.56))
    assert face.landmarks.nose == pytest.approx(((56.0252 + 100) / 400, (71.7366 + 50) / 200))


def test_embeddings_are_unit_float16_of_the_face_they_belong_to() -> None:
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


def test_an_image_without_faces_has_none() -> None:
    assert FaceAnalyzer(Answers(), MeanColour()).analyze(np.zeros((5, 5, 3), dtype=np.uint8)) == []


def test_a_vector_of_zeros_stays_one() -> None:
    assert np.frombuffer(unit_bytes(np.zeros(4, dtype=np.float32)), dtype="<f2").tolist() == [0, 0, 0, 0]


def test_sharpness_is_zero_for_a_flat_crop_and_falls_with_blur() -> None:
    crop = np.random.default_rng(0).integers(0, 256, (112, 112, 3), dtype=np.uint8)
    blurred = crop.reshape(56, 2, 56, 2, 3).mean(axis=(1, 3)).repeat(2, axis=0).repeat(2, axis=1).astype(np.uint8)
    assert sharpness(np.full_like(crop, 80)) == 0
    assert sharpness(blurred) < sharpness(crop) / 2


@pytest.mark.parametrize(("nose", "expected"), [((50, 70), 0), ((60, 70), 0.25), ((40, 70), 0.25), ((74, 70), 0.6)])
def test_yaw_is_how_far_the_nose_is_from_the_middle_of_the_eyes(nose: tuple[float, float], expected: float) -> None:
    points = ((30, 50), (70, 50), nose, (35, 90), (65, 90))
    assert yaw(Detection((0, 0, 100, 100), points, 0.9)) == pytest.approx(expected)
    turned = tuple((-y, x) for x, y in points)
    assert yaw(Detection((0, 0, 100, 100), turned, 0.9)) == pytest.approx(expected)


def test_embedding_runs_in_batches_and_keeps_the_order() -> None:
    class Corner:
        sizes: list[int] = []  # noqa: RUF012

        def run(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
            self.sizes.append(len(images))
            return [images[:, :, 0, 0]]

    session = Corner()
    embedder = OnnxEmbedder(session, PixelScaling("BGR", 10, 2), input_size=2, length=3)
    crops = [np.full((2, 2, 3), (value, 0, 30), dtype=np.uint8) for value in range(9)]
    embeddings = embedder.embed(crops)
    assert session.sizes == [4, 4, 1]
    assert embeddings.tolist() == [[10, -5, (value - 10) / 2] for value in range(9)]
    assert embedder.embed([]).shape == (0, 3)


def test_a_length_that_the_manifest_does_not_promise_is_a_pack_error() -> None:
    embedder = OnnxEmbedder(
        MapsSession([np.zeros((1, 7), np.float32)]), PixelScaling("RGB", 0, 1), input_size=2, length=3
    )
    with pytest.raises(PackError, match="manifest says 3"):
        embedder.embed([np.zeros((2, 2, 3), dtype=np.uint8)])


def test_yunet_maps_are_read_as_priors_offsets_and_logarithms() -> None:
    maps = [np.full((1, 16, 64 // stride, 64 // stride), -20, dtype=np.float32) for stride in (8, 16, 32)]
    cell = maps[1][0, :, 2, 1]
    cell[:6] = [2, 3, 0.5, -0.25, np.log(2), np.log(3)]
    cell[6:] = np.arange(10) / 10
    session = MapsSession(maps)
    image = np.zeros((64, 64, 3), dtype=np.uint8)
    image[..., 0] = 7
    found = YuNet(session, PixelScaling("BGR", 0, 1)).find(image, 0.5)
    assert session.images[0, :, 0, 0].tolist() == [0, 0, 7]
    centre_x, centre_y = (1 + 0.5) * 16, (2 - 0.25) * 16
    assert found.boxes.tolist() == [pytest.approx([centre_x - 16, centre_y - 24, centre_x + 16, centre_y + 24])]
    assert found.landmarks[0, 1].tolist() == pytest.approx([(1 + 0.2) * 16, (2 + 0.3) * 16])
    logistic = 1 / (1 + np.exp(-np.array([2, 3])))
    assert found.scores.tolist() == pytest.approx([np.sqrt(logistic.prod())])


def test_garbage_from_a_network_does_not_overflow() -> None:
    maps = [np.full((1, 16, 64 // stride, 64 // stride), 1e30, dtype=np.float32) for stride in (8, 16, 32)]
    with np.errstate(over="raise"):
        found = YuNet(MapsSession(maps), PixelScaling("RGB", 0, 1)).find(np.zeros((64, 64, 3), np.uint8), 0.5)
    assert len(found.scores) == 64 + 16 + 4
