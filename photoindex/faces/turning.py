"""Find faces that lie on their side or upside down although the EXIF orientation does not say so.

Either the whole photo is rotated, as happens with scans and with pictures that lost their EXIF; or one face is rotated
next to others, as on album pages or when somebody lies on a sofa.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from photoindex.faces.detection import Candidates, Detection, Detector, Image, merged
from photoindex.faces.passes import CONTAINMENT, OVERLAP, Search
from photoindex.faces.places import best_of_each, best_score, same, scaled
from photoindex.faces.resizing import sketched
from photoindex.faces.second_look import COARSE, FINE, GLANCE, Frame, Look, turned, turned_back
from photoindex.faces.tiling import finest_side
from photoindex.faces.trust import TRUST_IN_YUNET, Trust

# The side of the small image that is searched at the three other rotations, and the score at which a detection there is
# worth a closer look.
PROBE_SIDE = 256
PROBE_SCORE = 0.6

# The first is the margin by which a face at another rotation must outscore the upright one. The second is the score
# that the best face must reach if the whole photo is to count as rotated.
MARGIN = 0.05
LEAST_SCORE = 0.75

# The most closer looks at one photo, and the number of looks that are taken at once as a group. The likeliest spots
# come first. After a group that finds no face, there are no more looks; in nearly all ordinary photos, this is the
# first group.
MOST_LOOKS = 48
LOOKS_AT_ONCE = 9

# If the best face of a photo is this close to `doubtful`, the small image is searched only if one of the best faces
# scores higher at another rotation. No rotated photo of `benchmarks/sideways.py` is missed because of this. With SCRFD,
# which finds every fifth photo doubtful, 3 of 240 faces next to an upright one are missed.
NEARLY_SURE = 0.1
MOST_STANDING = 3

# A fine look scores higher than the coarse look by less than this, except for a small face in a large spot.
FINER = 0.1


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
    a detector with the threshold `PROBE_SCORE`), unless a closer look confirms that face. Single spots are searched
    again (`looks`) where a face is doubtful, where a detection is weak, and where the small image shows a face;
    ordinary photos have few of these.

    `upright` is the detector for upright faces alone. Detections are in coordinates of the given image; the landmarks
    of a face on its side have the names that they would have if the face were upright.
    """

    def __init__(self, detector: Searcher, probe: Detector, looks: Looks, *, trust: Trust = TRUST_IN_YUNET) -> None:
        self.upright = detector
        self._probe = probe
        self._looks = looks
        self._trust = trust

    def detect(self, image: Image, reduction: float = 1.0) -> list[Detection]:
        """The faces of an RGB image (uint8, height x width x 3), best score first."""
        upright = self.upright.search(image, reduction)
        least = self._least_side(image)
        standing = self._standing(image, upright.faces, least)
        certain = standing or best_score(upright.faces) >= self._trust.doubtful
        probed = {} if certain else self._probed(image)
        turns, main = self._whole(image, reduction, upright, probed)
        places = [place for place in self._doubtful_places(main, turns, least) if place.face not in standing]
        if turns:
            places += [Look(face, 0) for face in upright.faces]
        places += [Look(face, other) for other, found in probed.items() if other != turns for face in found]
        opposite = self._perhaps_upside_down(main.faces, turns, least)
        return self._with_own_positions(image, main.faces, places, opposite)

    def _standing(self, image: Image, faces: list[Detection], least: float) -> list[Detection]:
        """The best faces of a photo without a sure face; none if one of them scores higher at another rotation.

        If the result is not empty, the small image need not be searched. Searching it would take as long as several of
        these looks.
        """
        if not self._trust.doubtful - NEARLY_SURE <= best_score(faces) < self._trust.doubtful:
            return []
        best = [face for face in faces if face.score >= PROBE_SCORE and min(face.box[2:]) >= least][:MOST_STANDING]
        looks = [Look(face, turns) for face in best for turns in (1, 2, 3)]
        seen = zip(looks, self._looks.find(image, looks), strict=True)
        return [] if any(face is not None and face.score > look.face.score for look, face in seen) else best

    def _probed(self, image: Image) -> dict[int, list[Detection]]:
        """The faces of a small image after one, two and three quarter turns, in coordinates of the given image."""
        small = _small(image)
        factors = image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]
        return {
            turns: [
                scaled(turned_back(face, turns, small.shape), *factors)
                for face in self._probe.detect(turned(small, turns))
            ]
            for turns in (1, 3, 2)
        }

    def _whole(
        self, image: Image, reduction: float, upright: Search, probed: dict[int, list[Detection]]
    ) -> tuple[int, Search]:
        """The quarter turns at which the whole photo shows its faces best, and the detections there."""
        best = best_score(upright.faces)
        likely = max(probed, default=0, key=lambda turns: best_score(probed[turns]))
        if best_score(probed.get(likely, [])) <= best:
            return 0, upright
        whole = self.upright.search(turned(image, likely), reduction)
        if best_score(whole.faces) < max(LEAST_SCORE, best + MARGIN):
            return 0, upright
        faces, weak = (
            [turned_back(face, likely, image.shape) for face in found] for found in (whole.faces, whole.weak)
        )
        return likely, Search(faces, weak)

    def _perhaps_upside_down(self, faces: list[Detection], turns: int, least: float) -> list[Look]:
        """Looks, at the opposite rotation, at those sure faces that may be upside down.

        A face that is upside down may score above `doubtful`, but rarely scores very high. Therefore only faces below
        `standing` are checked.
        """
        checked = [face for face in faces if self._trust.doubtful <= face.score < self._trust.standing]
        return [Look(face, (turns + 2) % 4) for face in checked if min(face.box[2:]) >= least][:MOST_LOOKS]

    def _corrected_if_upside_down(
        self, image: Image, faces: list[Detection], seen: Sequence[tuple[Look, Detection | None]]
    ) -> list[Detection]:
        """The faces.

        Sure faces are replaced by their upside-down versions if those score higher when looked at closely.
        """
        contested = [(look, face) for look, face in seen if face is not None and self._is_sure(face)]
        stood = self._looks.find(image, [Look(look.face, (look.turns + 2) % 4) for look, _ in contested])
        better = [
            (look, face)
            for (look, face), standing in zip(contested, stood, strict=True)
            if standing is None or face.score > standing.score
        ]
        closer = self._looks.find(image, [Look(face, look.turns) for look, face in better], FINE)
        over = {
            look.face: replace(fine, score=max(fine.score, face.score))
            for (look, face), fine in zip(better, closer, strict=True)
            if fine is not None
        }
        return [over.get(face, face) for face in faces]

    def _is_sure(self, face: Detection) -> bool:
        return face.score >= self._trust.doubtful

    def _least_side(self, image: Image) -> float:
        """The shorter side, in pixels of the image, above which a look at another rotation is conclusive."""
        height, width = image.shape[:2]
        least: float = self._trust.smallest * max(height, width) / self.upright.side_for(width, height)
        return least

    def _doubtful_places(self, found: Search, turns: int, least: float) -> list[Look]:
        seen = [
            face
            for face in found.faces + found.weak
            if face.score >= self._trust.weak and not self._is_sure(face) and min(face.box[2:]) >= least
        ]
        return [Look(face, other) for face in seen for other in range(4) if other != turns]

    def _with_own_positions(
        self, image: Image, faces: list[Detection], places: list[Look], opposite: list[Look]
    ) -> list[Detection]:
        """The faces, each replaced if it scores clearly higher at another rotation, and newly found faces."""
        places = self._likeliest(faces, places)
        # Most photos have few places, and each run of the network costs about as much as ten looks.
        seen = self._seen(image, opposite + places[:LOOKS_AT_ONCE])
        faces = self._corrected_if_upside_down(image, faces, list(zip(opposite, seen, strict=False)))
        promising = self._promising(image, faces, places, seen[len(opposite) :])
        own = [face for face in self._finer(image, best_of_each(promising)) if self._is_better(face, faces)]
        if not own:
            return faces
        kept = merged(
            Candidates.of(faces + own),
            overlap=OVERLAP,
            containment=CONTAINMENT,
            preferred=np.array([self._is_sure(face) for face in faces] + [False] * len(own)),
        )
        return sorted(kept.detections(), key=lambda face: -face.score)

    def _likeliest(self, faces: list[Detection], places: list[Look]) -> list[Look]:
        """The places without a sure face, best score first."""
        sure = [face for face in faces if self._is_sure(face)]
        open_places = [place for place in places if not any(same(place.face, face) for face in sure)]
        return sorted(open_places, key=lambda place: -place.face.score)[:MOST_LOOKS]

    def _promising(
        self, image: Image, faces: list[Detection], places: list[Look], seen: list[Detection | None]
    ) -> list[Look]:
        """The detections that score higher than the detection in the same spot at the rotation of `faces`. Looking ends
        when a group of looks finds nothing.

        `seen` holds the results of the first group.
        """
        promising: list[Look] = []
        for start in range(0, len(places), LOOKS_AT_ONCE):
            group = places[start : start + LOOKS_AT_ONCE]
            found = [
                Look(face, place.turns)
                for face, place in zip(self._seen(image, group) if start else seen, group, strict=True)
                if face is not None and face.score > self._best_rival(face, faces)
            ]
            if not found:
                break
            promising += found
        return promising

    def _seen(self, image: Image, places: list[Look]) -> list[Detection | None]:
        """The face that a coarse look finds at each place, or None.

        Doubtful faces get a coarse look at once; all other places get a glance first.
        """
        glanced = [place for place in places if not PROBE_SCORE <= place.face.score < self._trust.doubtful]
        seen = dict(zip(glanced, self._looks.find(image, glanced, GLANCE), strict=True))
        worth = [place for place in places if place not in seen or self._is_worth_a_look(place, seen[place])]
        found = dict(zip(worth, self._looks.find(image, worth), strict=True))
        enough = self._trust.least - FINER
        dull = {place for place, face in found.items() if place in seen and face is not None and face.score < enough}
        return [None if place in dull else found.get(place) for place in places]

    def _is_worth_a_look(self, place: Look, glanced: Detection | None) -> bool:
        # A sure face is only turned upside down if the coarse look is sure too.
        return glanced is not None and (glanced.score >= LEAST_SCORE or not self._is_sure(place.face))

    def _finer(self, image: Image, found: list[Look]) -> list[Detection]:
        """The found faces, with the landmarks of a closer look, which are good enough for an embedding."""
        closer = self._looks.find(image, found, FINE)
        return [
            replace(face, score=max(face.score, look.face.score))
            for face, look in zip(closer, found, strict=True)
            if face is not None
        ]

    def _is_better(self, face: Detection, faces: list[Detection]) -> bool:
        return face.score >= max(self._trust.least, self._best_rival(face, faces) + MARGIN)

    def _best_rival(self, face: Detection, faces: list[Detection]) -> float:
        return best_score([other for other in faces if same(face, other)])


def _small(image: Image) -> Image:
    height, width = image.shape[:2]
    scale = min(1.0, finest_side(width, height, PROBE_SIDE) / max(height, width))
    return sketched(image, max(1, round(width * scale)), max(1, round(height * scale)))
