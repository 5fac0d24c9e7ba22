"""Find faces that are on their side or upside down although the EXIF orientation does not say so.

Either the whole photo is rotated, as are scans and pictures that lost their EXIF, or one face next to others, as on
album pages or if somebody lies on a sofa.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from photoindex.faces.detection import Candidates, Detection, Detector, Image, merged
from photoindex.faces.passes import CONTAINMENT, OVERLAP, Search
from photoindex.faces.resizing import resized
from photoindex.faces.second_look import COARSE, FINE, Frame, Look, turned_back
from photoindex.faces.tiling import finest_side

# The side of the small image that is searched at the three other rotations, and the score at which a detection there is
# worth a closer look.
PROBE_SIDE = 256
PROBE_SCORE = 0.6

# The margin by which a face must score higher at another rotation than upright; and the score that the best face must
# reach for the whole photo to count as rotated.
MARGIN = 0.05
LEAST_SCORE = 0.75

# The most closer looks at one photo, the likeliest first, and how many are taken at once: after a group without a face,
# as in nearly all ordinary photos, there are no more.
MOST_LOOKS = 48
LOOKS_AT_ONCE = 9


@dataclass(frozen=True, slots=True)
class Trust:
    """The score thresholds of a detector that tell the rotation of a face.

    A face whose score reaches `doubtful` keeps the rotation at which it was found, unless it is below `standing` and
    scores higher upside down. A detection that reaches `weak` is searched again at other rotations if its shorter side
    spans `smallest` pixels at the scale of the search. A single face at another rotation must reach `least`.
    """

    doubtful: float
    standing: float
    weak: float
    least: float
    smallest: float = 16.0


# Chosen with the default pack on 130 photos of celeba-inthewild and WIDER at all four rotations. A detector also finds
# most faces on their side, but places their landmarks as if they were upright: their score gives them away. The best
# face of an upright photo reaches 0.88 in 9 of 10 photos, that of one on its side in 1 of 100, upside down in 1 of 3.
TRUST_IN_YUNET = Trust(doubtful=0.88, standing=0.92, weak=0.13, least=0.82)
# SCRFD has lower scores: of the same photos 8 in 10, 1 in 30 and 1 in 70 reach 0.75. At 0.88, every second photo of
# people would be doubtful, for one more face in 12 recognised upside down and none more on its side.
TRUST_IN_SCRFD = Trust(doubtful=0.75, standing=0.8, weak=0.2, least=0.65)


class Searcher(Detector, Protocol):
    """A detector that also returns weak detections."""

    def search(self, image: Image, reduction: float = 1.0) -> Search: ...

    def side_for(self, width: int, height: int) -> int: ...


class Looks(Protocol):
    """Searches single spots again; see `SecondLook`."""

    def find(self, image: Image, looks: Sequence[Look], frame: Frame = COARSE) -> list[Detection | None]: ...


class TurningDetector:
    """A `Detector` that finds each face at its own rotation.

    If its best face is doubtful, a photo is searched again at the rotation that scores best in a small image (`probe`,
    a detector with the threshold `PROBE_SCORE`). Single spots are searched again (`looks`) where a face is doubtful,
    where a detection is weak, and where the small image shows a face; ordinary photos have few of these.

    `upright` is the detector for upright faces alone. Detections are in coordinates of the given image; landmarks of a
    face on its side are named as if it were upright.
    """

    def __init__(self, detector: Searcher, probe: Detector, looks: Looks, *, trust: Trust = TRUST_IN_YUNET) -> None:
        self.upright = detector
        self._probe = probe
        self._looks = looks
        self._trust = trust

    def detect(self, image: Image, reduction: float = 1.0) -> list[Detection]:
        """The faces of an RGB image (uint8, height x width x 3), best score first."""
        upright = self.upright.search(image, reduction)
        probed = {} if _best_score(upright.faces) >= self._trust.doubtful else self._probed(image)
        turns, main = self._whole(image, reduction, upright, probed)
        faces = self._corrected_if_upside_down(image, main.faces, turns)
        places = self._doubtful_places(image, Search(faces, main.weak), turns)
        if turns:
            places += [Look(face, 0) for face in upright.faces]
        places += [Look(face, other) for other, found in probed.items() if other != turns for face in found]
        return self._with_own_positions(image, faces, places)

    def _probed(self, image: Image) -> dict[int, list[Detection]]:
        """The faces of a small image after one, two and three quarter turns, in coordinates of the given image."""
        small = _small(image)
        factors = image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]
        return {
            turns: [
                _scaled(turned_back(face, turns, small.shape), *factors)
                for face in self._probe.detect(_turned(small, turns))
            ]
            for turns in (1, 3, 2)
        }

    def _whole(
        self, image: Image, reduction: float, upright: Search, probed: dict[int, list[Detection]]
    ) -> tuple[int, Search]:
        """The quarter turns at which the whole photo shows its faces best, and the detections there."""
        best = _best_score(upright.faces)
        likely = max(probed, default=0, key=lambda turns: _best_score(probed[turns]))
        if _best_score(probed.get(likely, [])) <= best:
            return 0, upright
        turned = self.upright.search(_turned(image, likely), reduction)
        if _best_score(turned.faces) < max(LEAST_SCORE, best + MARGIN):
            return 0, upright
        faces, weak = (
            [turned_back(face, likely, image.shape) for face in found] for found in (turned.faces, turned.weak)
        )
        return likely, Search(faces, weak)

    def _corrected_if_upside_down(self, image: Image, faces: list[Detection], turns: int) -> list[Detection]:
        """The faces, with sure ones turned upside down if closer looks at both rotations score higher that way.

        A face that is upside down may score above `doubtful`, but rarely very high, so that only faces below `standing`
        are checked.
        """
        checked = [
            number
            for number, face in enumerate(faces)
            if self._trust.doubtful <= face.score < self._trust.standing and self._is_large(image, face)
        ][:MOST_LOOKS]
        over = self._looks.find(image, [Look(faces[number], (turns + 2) % 4) for number in checked])
        contested = [
            (number, face)
            for number, face in zip(checked, over, strict=True)
            if face is not None and self._is_sure(face)
        ]
        stood = self._looks.find(image, [Look(faces[number], turns) for number, _ in contested])
        better = [
            (number, face)
            for (number, face), standing in zip(contested, stood, strict=True)
            if standing is None or face.score > standing.score
        ]
        finer = self._finer(image, [Look(face, (turns + 2) % 4) for _, face in better])
        turned = dict(zip([number for number, _ in better], finer, strict=True))
        return [turned.get(number, face) for number, face in enumerate(faces)]

    def _is_sure(self, face: Detection) -> bool:
        return face.score >= self._trust.doubtful

    def _is_large(self, image: Image, face: Detection) -> bool:
        """Whether the face is large enough in the search for a look at another rotation to be conclusive."""
        height, width = image.shape[:2]
        pixels: float = min(face.box[2:]) * self.upright.side_for(width, height) / max(height, width)
        return pixels >= self._trust.smallest

    def _doubtful_places(self, image: Image, found: Search, turns: int) -> list[Look]:
        seen = [
            face
            for face in found.faces + found.weak
            if face.score >= self._trust.weak and not self._is_sure(face) and self._is_large(image, face)
        ]
        return [Look(face, other) for face in seen for other in range(4) if other != turns]

    def _with_own_positions(self, image: Image, faces: list[Detection], places: list[Look]) -> list[Detection]:
        """The faces, with those replaced that score clearly higher at another rotation, and newly found ones."""
        promising = self._promising(image, faces, places)
        own = [face for face in self._finer(image, _best_of_each(promising)) if self._is_better(face, faces)]
        if not own:
            return faces
        kept = merged(
            Candidates.of(faces + own),
            overlap=OVERLAP,
            containment=CONTAINMENT,
            preferred=np.array([self._is_sure(face) for face in faces] + [False] * len(own)),
        )
        return sorted(kept.detections(), key=lambda face: -face.score)

    def _promising(self, image: Image, faces: list[Detection], places: list[Look]) -> list[Look]:
        """The looks that score higher than the rotation of `faces`, until a group of looks finds nothing."""
        sure = [face for face in faces if self._is_sure(face)]
        places = [place for place in places if not any(_same(place.face, face) for face in sure)]
        places = sorted(places, key=lambda place: -place.face.score)[:MOST_LOOKS]
        promising: list[Look] = []
        for start in range(0, len(places), LOOKS_AT_ONCE):
            group = places[start : start + LOOKS_AT_ONCE]
            found = [
                Look(face, place.turns)
                for face, place in zip(self._looks.find(image, group), group, strict=True)
                if face is not None and face.score > self._best_rival(face, faces)
            ]
            if not found:
                break
            promising += found
        return promising

    def _finer(self, image: Image, found: list[Look]) -> list[Detection]:
        """The found faces, with landmarks from a closer look that are good enough to embed."""
        closer = self._looks.find(image, found, FINE)
        return [
            look.face if face is None else replace(face, score=max(face.score, look.face.score))
            for face, look in zip(closer, found, strict=True)
        ]

    def _is_better(self, face: Detection, faces: list[Detection]) -> bool:
        return face.score >= max(self._trust.least, self._best_rival(face, faces) + MARGIN)

    def _best_rival(self, face: Detection, faces: list[Detection]) -> float:
        return _best_score([other for other in faces if _same(face, other)])


def _small(image: Image) -> Image:
    height, width = image.shape[:2]
    scale = min(1.0, finest_side(width, height, PROBE_SIDE) / max(height, width))
    return resized(image, max(1, round(width * scale)), max(1, round(height * scale)))


def _turned(image: Image, turns: int) -> Image:
    return np.ascontiguousarray(np.rot90(image, turns))


def _scaled(face: Detection, factor_x: float, factor_y: float) -> Detection:
    x, y, width, height = face.box
    box = x * factor_x, y * factor_y, width * factor_x, height * factor_y
    return replace(face, box=box, landmarks=tuple((x * factor_x, y * factor_y) for x, y in face.landmarks))


def _best_score(found: list[Detection]) -> float:
    return max((face.score for face in found), default=0.0)


def _best_of_each(found: list[Look]) -> list[Look]:
    """Of the faces found in one spot at several rotations, only the best."""
    best: list[Look] = []
    for look in sorted(found, key=lambda look: -look.face.score):
        if not any(_same(look.face, other.face) for other in best):
            best.append(look)
    return best


def _same(place: Detection, other: Detection) -> bool:
    """Whether `merged` would consider the two one face; for single pairs, many times faster."""
    x, y, width, height = place.box
    left, top, across, down = other.box
    shared_across = min(x + width, left + across) - max(x, left)
    shared_down = min(y + height, top + down) - max(y, top)
    if shared_across <= 0 or shared_down <= 0:
        return False
    shared, area, other_area = shared_across * shared_down, width * height, across * down
    return shared > OVERLAP * (area + other_area - shared) or shared > CONTAINMENT * min(area, other_area)
