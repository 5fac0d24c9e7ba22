"""Photos that lie on their side although their files do not say so."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.faces import Detection, FaceAnalyzer
from photoindex.faces.passes import Search
from photoindex.faces.second_look import COARSE, FINE, GLANCE, Frame, Look, turned_back
from photoindex.faces.trust import TRUST_IN_SCRFD, TRUST_IN_YUNET, Trust
from photoindex.faces.turning import PROBE_SIDE, TurningDetector
from tests.faces.fake_networks import vector

Pixels = NDArray[np.uint8]
Open = Callable[[Path], Pixels]

FACE = Detection((20, 30, 40, 50), ((30, 40), (50, 41), (40, 55), (32, 70), (48, 71)), 0.9)


class ByCorner:
    """A detector that finds one face, with a score that depends on the top left pixel of the image."""

    def __init__(self, scores: dict[int, float]) -> None:
        self.scores = scores
        self.shapes: list[tuple[int, ...]] = []

    def detect(self, image: Pixels, reduction: float = 1.0) -> list[Detection]:
        self.shapes.append(image.shape)
        score = self.scores.get(int(image[0, 0, 0]), 0.0)
        return [Detection(FACE.box, FACE.landmarks, score)] if score else []

    def search(self, image: Pixels, reduction: float = 1.0) -> Search:
        return Search(self.detect(image), [])

    def side_for(self, width: int, height: int) -> int:
        return max(width, height)


class SeesNothing:
    """A detector that finds nothing at a second look."""

    def find(self, image: Pixels, looks: Sequence[Look], frame: Frame = COARSE) -> list[Detection | None]:
        return [None for _ in looks]


class SeesBetter:
    """A detector that finds a face with this score after this number of quarter turns, and none otherwise."""

    def __init__(self, turns: int, score: float) -> None:
        self.turns, self.score = turns, score
        self.frames: list[Frame] = []

    def find(self, image: Pixels, looks: Sequence[Look], frame: Frame = COARSE) -> list[Detection | None]:
        if looks:
            self.frames.append(frame)
        return [
            Detection(look.face.box, FACE.landmarks, self.score) if look.turns == self.turns else None for look in looks
        ]


class WithWeak(ByCorner):
    """A detector that finds a certain face, and a weak one elsewhere."""

    def search(self, image: Pixels, reduction: float = 1.0) -> Search:
        return Search([FACE], [Detection((120, 30, 40, 50), FACE.landmarks, 0.3)])


def turning(detector: ByCorner, probe: ByCorner, trust: Trust = TRUST_IN_YUNET) -> TurningDetector:
    return TurningDetector(detector, probe, SeesNothing(), trust=trust)


def four_corners(height: int = 100, width: int = 200) -> Pixels:
    """An image whose top left pixel is 0, and becomes 1, 2 and 3 after one, two and three quarter turns
    counter-clockwise.
    """
    image = np.zeros((height, width, 3), dtype=np.uint8)
    image[: height // 2, width // 2 :], image[height // 2 :, width // 2 :], image[height // 2 :, : width // 2] = 1, 2, 3
    return image


def test_a_photo_with_a_certain_face_is_not_turned() -> None:
    detector, probe = ByCorner({0: 0.9}), ByCorner({1: 0.95})
    assert len(turning(detector, probe).detect(four_corners())) == 1
    assert probe.shapes == []


def test_the_score_that_makes_a_face_certain_depends_on_the_detector() -> None:
    modest, eager = ByCorner({1: 0.95}), ByCorner({1: 0.95})
    turning(ByCorner({0: 0.76}), modest, TRUST_IN_SCRFD).detect(four_corners())
    turning(ByCorner({0: 0.76}), eager).detect(four_corners())
    assert (len(modest.shapes), len(eager.shapes)) == (0, 3)


@pytest.mark.parametrize(("seen", "probes"), [(0.81, 3), (0.79, 0)])
def test_a_nearly_certain_face_is_questioned_only_if_it_looks_better_in_another_position(
    seen: float, probes: int
) -> None:
    probe = ByCorner({})
    TurningDetector(ByCorner({0: 0.8}), probe, SeesBetter(1, seen)).detect(four_corners())
    assert len(probe.shapes) == probes


@pytest.mark.parametrize(("turns", "frames"), [(0, [GLANCE]), (1, [GLANCE, COARSE, FINE])])
def test_a_weak_detection_is_examined_closely_only_if_a_quick_look_finds_a_face(
    turns: int, frames: list[Frame]
) -> None:
    looks = SeesBetter(turns, 0.9)
    found = TurningDetector(WithWeak({}), ByCorner({}), looks, trust=replace(TRUST_IN_YUNET, standing=0.88)).detect(
        four_corners()
    )
    assert (looks.frames, len(found)) == (frames, len(frames[:2]))


@pytest.mark.parametrize(("fine", "found"), [(None, 1), (0.85, 2)])
def test_a_detection_that_a_closer_look_does_not_confirm_is_dropped(fine: float | None, found: int) -> None:
    class Confirming(SeesBetter):
        def find(self, image: Pixels, looks: Sequence[Look], frame: Frame = COARSE) -> list[Detection | None]:
            seen = super().find(image, looks, frame)
            return seen if frame != FINE or fine is not None else [None for _ in looks]

    detector = TurningDetector(WithWeak({}), ByCorner({}), Confirming(1, 0.9))
    assert len(detector.detect(four_corners())) == found


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_photo_without_faces_is_searched_at_three_more_rotations(turns: int) -> None:
    detector, probe = ByCorner({turns: 0.9}), ByCorner({turns: 0.8})
    (face,) = turning(detector, probe).detect(four_corners(1000, 2000))
    assert face == turned_back(FACE, turns, (1000, 2000))
    assert sorted(probe.shapes) == [(128, PROBE_SIDE, 3), (256, 128, 3), (256, 128, 3)]


@pytest.mark.parametrize(
    ("upright", "probed", "turned"),
    [(0.0, 0.0, 0.9), (0.0, 0.8, 0.7), (0.8, 0.7, 0.9), (0.8, 0.9, 0.84), (0.8, 0.9, 0.0)],
)
def test_a_photo_that_is_not_clearly_better_on_its_side_stays_upright(
    upright: float, probed: float, turned: float
) -> None:
    detector, probe = ByCorner({0: upright, 1: turned}), ByCorner({1: probed})
    found = turning(detector, probe).detect(four_corners())
    assert [face.score for face in found] == ([upright] if upright else [])


def test_a_doubtful_face_is_replaced_by_a_clear_one() -> None:
    detector = turning(ByCorner({0: 0.7, 3: 0.9}), ByCorner({3: 0.9}))
    (face,) = detector.detect(four_corners())
    assert face == turned_back(FACE, 3, (100, 200))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_six_friends_on_their_side_give_the_same_six_faces(
    analyzer: FaceAnalyzer, pixels: Open, group_photo: Path, turns: int
) -> None:
    upright = pixels(group_photo)
    expected = analyzer.analyze(upright)
    found = analyzer.analyze(np.ascontiguousarray(np.rot90(upright, turns)))
    assert len(found) == len(expected) == 6
    similarities = np.stack([vector(face) for face in found]) @ np.stack([vector(face) for face in expected]).T
    assert sorted(similarities.argmax(axis=1)) == list(range(6))
    assert similarities.max(axis=1).min() > 0.9
    for face in found:
        (left, top), (right, bottom) = face.landmarks.left_eye, face.landmarks.right_eye
        rise, run = (bottom - top) * (1280 if turns % 2 else 886), (right - left) * (886 if turns % 2 else 1280)
        # The line between the eyes, starting at the viewer's left: after a counter-clockwise turn it points up.
        assert np.degrees(np.arctan2(-rise, run)) % 360 == pytest.approx(turns * 90, abs=25)


@pytest.mark.shared_data
def test_nearly_every_portrait_on_its_side_is_recognised(
    analyzer: FaceAnalyzer, pixels: Open, shared_data: Path
) -> None:
    with (shared_data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row["path"] for row in csv.DictReader(stream) if row["dataset"] == "celeba-inthewild"]
    right = total = 0
    for number, path in enumerate(rows[::23]):
        image = pixels(shared_data / path)
        faces = analyzer.analyze(image)
        if not faces:
            continue
        largest = max(faces, key=lambda face: face.box.area)
        found = analyzer.analyze(np.ascontiguousarray(np.rot90(image, (1, 3)[number % 2])))
        total += 1
        right += any(vector(face) @ vector(largest) > 0.8 for face in found)
    assert total > 25
    assert right / total > 0.85


@pytest.mark.shared_data
def test_no_faces_are_found_in_landscapes_on_their_side_either(
    analyzer: FaceAnalyzer, pixels: Open, shared_data: Path
) -> None:
    folder = shared_data / "odd-files-curated"
    paths = [folder / name for name in ("webp/denali.webp", "cmyk/pil_cmyk.jpg", "orientation/Landscape_1.jpg")]
    assert [len(analyzer.analyze(pixels(path))) for path in paths] == [0, 0, 0]


@pytest.mark.shared_data
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_portraits_at_any_rotation_next_to_an_upright_one_are_recognised(
    analyzer: FaceAnalyzer, pixels: Open, shared_data: Path, portrait_photo: Path, turns: int
) -> None:
    upright = pixels(portrait_photo)
    with (shared_data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row["path"] for row in csv.DictReader(stream) if row["dataset"] == "celeba-inthewild"]
    right = total = 0
    for path in rows[::57]:
        image = pixels(shared_data / path)
        faces = analyzer.analyze(image)
        if not faces:
            continue
        largest = max(faces, key=lambda face: face.box.area)
        page = np.full((1000, 2000, 3), 120, dtype=np.uint8)
        page[: upright.shape[0], : upright.shape[1]] = upright[:1000, :1000]
        lying = np.rot90(image[:1000, :1000], turns)
        page[: lying.shape[0], 1000 : 1000 + lying.shape[1]] = lying
        total += 1
        right += any(vector(face) @ vector(largest) > 0.6 for face in analyzer.analyze(page))
    assert total > 8
    assert right >= 0.75 * total
