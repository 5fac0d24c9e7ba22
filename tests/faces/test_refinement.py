"""Placing landmarks more precisely, with fake networks and with the default pack on real photos."""

from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.faces import Detection, load_detector
from photoindex.faces.alignment import TEMPLATE
from photoindex.faces.detection import Candidates, Image
from photoindex.faces.loading import load_network
from photoindex.faces.refinement import MIRRORED, LandmarkRefiner, Looks, UprightLook
from photoindex.packs.manifest import Pack

Points = NDArray[np.float64]
Pixels = Callable[[Path], NDArray[np.uint8]]

# Five landmarks in the unit square of a face, in the order of `Detection.landmarks`.
FIVE = (TEMPLATE - TEMPLATE.mean(axis=0)) / 112
PLAIN, IN_A_MIRROR = Looks(128, (UprightLook(64),)), Looks(128, (UprightLook(64, mirrored=True),))


class SeesFaces:
    """A fake network that finds, in each cell, a face of `face` pixels whose centre is `beside` the centre of the cell.

    Its landmarks are whole pixels; `colours` are those of the canvas there, (cells, 5, 3). `errors`, one for each cell,
    are added to the landmarks that it returns.
    """

    def __init__(
        self,
        face: int,
        *,
        errors: Points | None = None,
        beside: float = 0,
        scores: tuple[float, ...] = (0.9,),
        fixed_size: tuple[int, int] | None = None,
    ) -> None:
        self.face, self.errors, self.beside, self.scores, self.fixed_size = face, errors, beside, scores, fixed_size
        self.colours: list[NDArray[np.uint8]] = []
        self.canvases: list[tuple[int, ...]] = []

    def find(self, canvas: Image, threshold: float) -> Candidates:
        self.canvases.append(canvas.shape)
        boxes, landmarks = [], []
        for top in range(0, canvas.shape[0] // 128 * 128, 128):
            for left in range(0, canvas.shape[1] // 128 * 128, 128):
                points = np.floor(FIVE * self.face + 64) + np.array([left, top])
                columns, rows = points.astype(int).T
                self.colours.append(canvas[rows, columns])
                middle = np.array([left + 64 + self.beside, top + 64])
                boxes.append(np.concatenate([middle - self.face / 2, middle + self.face / 2]))
                landmarks.append(points + 0.5)
        moved = np.array(landmarks) + (0 if self.errors is None else self.errors[: len(boxes), None])
        scores = np.resize(self.scores, len(boxes))
        return Candidates(np.float32(boxes), np.float32(moved), np.float32(scores))


def face(middle: tuple[float, float], side: float, angle: float) -> Detection:
    """A face whose eyes are turned by `angle` (radians, clockwise in the image)."""
    turn = np.array([[cos(angle), sin(angle)], [-sin(angle), cos(angle)]])
    points = FIVE * side @ turn + middle
    box = middle[0] - side / 2, middle[1] - side / 2, side, side
    return Detection(box, tuple(map(tuple, points.tolist())), 0.9)


def coordinates() -> NDArray[np.uint8]:
    """An image in which each pixel's red and green are its column and row."""
    rows, columns = np.mgrid[:256, :256]
    return np.stack([columns, rows, rows * 0], axis=2).astype(np.uint8)


@given(
    x=st.floats(100, 156),
    y=st.floats(100, 156),
    side=st.floats(20, 120),
    angle=st.floats(-pi, pi),
    mirrored=st.booleans(),
)
def test_a_landmark_is_mapped_back_to_the_place_that_the_crop_shows_there(
    x: float, y: float, side: float, angle: float, mirrored: bool
) -> None:
    network = SeesFaces(64)
    refined = LandmarkRefiner(network, IN_A_MIRROR if mirrored else PLAIN).refined(
        coordinates(), face((x, y), side, angle)
    )
    (seen,) = network.colours
    # In a mirror, the right eye is on the left.
    shown = seen[MIRRORED if mirrored else slice(None), :2].astype(float) + 0.5
    assert np.abs(np.array(refined.landmarks) - shown).max() <= 1.01


@given(angle=st.floats(-pi, pi), side=st.floats(20, 120))
def test_a_network_that_agrees_with_the_landmarks_does_not_move_them(angle: float, side: float) -> None:
    found = face((128, 128), side, angle)
    refined = LandmarkRefiner(SeesFaces(64), PLAIN).refined(coordinates(), found)
    # A landmark of the fake lies in the middle of a pixel of a crop in which the face has 64 pixels.
    assert np.abs(np.array(refined.landmarks) - np.array(found.landmarks)).max() <= 0.75 * side / 64


def test_an_error_to_one_side_is_cancelled_by_the_mirrored_look() -> None:
    looks = Looks(128, (UprightLook(64), UprightLook(64, mirrored=True)))
    biased = SeesFaces(64, errors=np.array([[5.0, 0.0], [5.0, 0.0]]))
    exact = LandmarkRefiner(SeesFaces(64), looks).refined(coordinates(), face((128, 128), 64, 0.3))
    refined = LandmarkRefiner(biased, looks).refined(coordinates(), face((128, 128), 64, 0.3))
    assert np.array(refined.landmarks) == pytest.approx(np.array(exact.landmarks), abs=1e-4)


def test_looks_count_by_the_square_of_their_score() -> None:
    looks = Looks(128, (UprightLook(64), UprightLook(64)))
    exact = LandmarkRefiner(SeesFaces(64), looks).refined(coordinates(), face((128, 128), 64, 0))
    network = SeesFaces(64, errors=np.array([[0.0, 0.0], [10.0, 0.0]]), scores=(0.8, 0.4))
    refined = LandmarkRefiner(network, looks).refined(coordinates(), face((128, 128), 64, 0))
    assert np.array(refined.landmarks) - np.array(exact.landmarks) == pytest.approx(
        np.tile([2.0, 0.0], (5, 1)), abs=1e-4
    )


def test_the_box_and_the_score_stay() -> None:
    found = face((128, 128), 50, 0.5)
    refined = LandmarkRefiner(SeesFaces(64), PLAIN).refined(coordinates(), found)
    assert (refined.box, refined.score) == (found.box, found.score)
    assert refined.landmarks != found.landmarks


@pytest.mark.parametrize("beside", [40, 200])
def test_a_face_whose_looks_show_only_other_faces_keeps_its_landmarks(beside: float) -> None:
    found = face((128, 128), 50, 0.5)
    assert LandmarkRefiner(SeesFaces(64, beside=beside), PLAIN).refined(coordinates(), found) == found


@pytest.mark.parametrize(
    "found",
    [Detection((10, 10, 0, 0), ((10, 10),) * 5, 0.9), Detection((10, 10, 50, 50), ((30, 30),) * 5, 0.9)],
    ids=["no size", "landmarks in one point"],
)
def test_a_face_without_a_rotation_is_not_looked_at(found: Detection) -> None:
    network = SeesFaces(64)
    assert LandmarkRefiner(network).refined(coordinates(), found) == found
    assert network.canvases == []


@pytest.mark.parametrize("middle", [(0, 0), (250, 128), (-500, 4000)])
def test_a_face_may_extend_beyond_the_image(middle: tuple[float, float]) -> None:
    found = face(middle, 60, 0)
    refined = LandmarkRefiner(SeesFaces(64), PLAIN).refined(coordinates(), found)
    assert np.abs(np.array(refined.landmarks) - np.array(found.landmarks)).max() <= 1


def test_all_looks_at_a_face_take_one_run_of_a_network_of_any_size() -> None:
    network = SeesFaces(64)
    LandmarkRefiner(network, Looks(128, (UprightLook(64),) * 4)).refined(coordinates(), face((128, 128), 64, 0))
    assert network.canvases == [(128, 512, 3)]


def test_a_network_with_a_fixed_size_gets_canvases_of_this_size() -> None:
    free, fixed = SeesFaces(64), SeesFaces(64, fixed_size=(160, 192))
    looks = Looks(128, (UprightLook(64), UprightLook(64, mirrored=True)))
    found = face((128, 128), 64, 0.2)
    one, other = (LandmarkRefiner(network, looks).refined(coordinates(), found) for network in (free, fixed))
    assert np.array(one.landmarks) == pytest.approx(np.array(other.landmarks))
    assert fixed.canvases == [(192, 160, 3)] * 2


@pytest.fixture(scope="session")
def landmarks_of(default_pack: Pack) -> Callable[[NDArray[np.uint8], bool], Points]:
    """The landmarks of all faces of a photo from left to right, (n, 5, 2), detected or refined."""
    detector, refiner = load_detector(default_pack), LandmarkRefiner(load_network(default_pack))

    def found(image: NDArray[np.uint8], is_refined: bool) -> Points:
        faces = sorted(detector.detect(image), key=lambda face: face.box)
        return np.array([(refiner.refined(image, face) if is_refined else face).landmarks for face in faces])

    return found


def error(points: Points, truth: Points) -> float:
    """The mean distance of landmarks as a share of the eye distance."""
    eyes = np.linalg.norm(truth[:, 1] - truth[:, 0], axis=1)
    return float((np.linalg.norm(points - truth, axis=2).mean(axis=1) / eyes).mean())


def test_landmarks_of_a_photo_and_of_its_mirror_image_are_closer_when_refined(
    landmarks_of: Callable[[NDArray[np.uint8], bool], Points], pixels: Pixels, group_photo: Path
) -> None:
    image = pixels(group_photo)
    reflected = np.ascontiguousarray(image[:, ::-1])

    def distance(is_refined: bool) -> float:
        back = landmarks_of(reflected, is_refined)[::-1, MIRRORED] * [-1, 1] + [image.shape[1], 0]
        return error(back, landmarks_of(image, is_refined))

    assert distance(True) < 0.7 * distance(False)


def test_landmarks_of_a_photo_at_slightly_different_sizes_are_closer_when_refined(
    landmarks_of: Callable[[NDArray[np.uint8], bool], Points], pixels: Pixels, group_photo: Path
) -> None:
    image = pixels(group_photo)
    others = [cv2.resize(image, None, fx=by, fy=by, interpolation=cv2.INTER_AREA) for by in (0.8, 0.85, 0.9)]

    def distance(is_refined: bool) -> float:
        found = landmarks_of(image, is_refined)
        back = [
            landmarks_of(other, is_refined) * (np.array(image.shape[1::-1]) / other.shape[1::-1]) for other in others
        ]
        return float(np.mean([error(points, found) for points in back]))

    assert distance(True) < 0.8 * distance(False)
