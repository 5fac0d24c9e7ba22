"""Faces that lie on their side or stand on their head, in photos that do not say so: all of a photo, as in scans and
in pictures that lost their EXIF, or one face beside others, as on album pages and where somebody lies on a sofa.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from photoindex.faces.detection import Candidates, Detection, Detector, Image, merged
from photoindex.faces.passes import CONTAINMENT, OVERLAP, Search
from photoindex.faces.places import best_of_each, best_score, same, scaled
from photoindex.faces.resizing import sketched
from photoindex.faces.second_look import COARSE, FINE, GLANCE, Frame, Look, turned, turned_back
from photoindex.faces.tiling import finest_side

# The side of the small image that is tried in the three other positions, and the score at which what is
# seen there is worth a closer look.
PROBE_SIDE = 256
PROBE_SCORE = 0.6

# How much better than upright a face must be in another position; and what the best face of a photo that is turned as
# a whole must reach.
MARGIN = 0.05
LEAST_SCORE = 0.75

# At most so many closer looks at one photo, the likeliest first, and so many at once: where a group of them shows no
# face, as in nearly all ordinary photos, there is no other.
MOST_LOOKS = 48
LOOKS_AT_ONCE = 9

# A photo whose best face is this close to `doubtful` is searched in other positions only if one of its best faces looks
# better there. No turned photo is missed for it (`benchmarks/sideways.py`); with SCRFD, which doubts every fifth photo,
# 3 of 240 faces beside a doubtful upright one are.
NEARLY_SURE = 0.1
MOST_STANDING = 3

# A fine look raises the score of a coarse one by less than this, unless a small face lies in a large doubtful place.
FINER = 0.1


@dataclass(frozen=True, slots=True)
class Trust:
    """What a detector's scores say about the position of a face.

    A face whose score reaches `doubtful` stands as it was found, unless it is below `standing` and looks better upside
    down. A detection that reaches `weak` is a reason to look there again, in other positions, if its shorter side spans
    `smallest` pixels of the search. `least` is what a single face in another position must reach.
    """

    doubtful: float
    standing: float
    weak: float
    least: float
    smallest: float = 16.0


# Chosen with the default pack on 130 photos of celeba-inthewild and WIDER in all four positions. A detector finds most
# faces that lie on their side too, but places their landmarks as if they stood: their score betrays them. The best face
# of an upright photo reaches 0.88 in 9 of 10 photos, that of one on its side in 1 of 100, upside down in 1 of 3.
# `weak`: of 420 faces beside an upright one (pages as `benchmarks/sideways.py --beside` makes them), 1 needs a place
# below 0.15; 1 in 40 needs one between 0.15 and 0.2.
TRUST_IN_YUNET = Trust(doubtful=0.88, standing=0.92, weak=0.15, least=0.82)
# SCRFD is more modest: of the same photos 8 in 10, 1 in 30 and 1 in 70 reach 0.75. At 0.88 every second photo of people
# would be doubted, for one more face in 12 recognised upside down and none more on its side.
TRUST_IN_SCRFD = Trust(doubtful=0.75, standing=0.8, weak=0.2, least=0.65)


class Searcher(Detector, Protocol):
    """A detector that also tells what it nearly took for a face."""

    def search(self, image: Image, reduction: float = 1.0) -> Search: ...

    def side_for(self, width: int, height: int) -> int: ...


class Looks(Protocol):
    """Looks at single places again; see `SecondLook`."""

    def find(self, image: Image, looks: Sequence[Look], frame: Frame = COARSE) -> list[Detection | None]: ...


class TurningDetector:
    """A `Detector` that sees each face in its own position.

    A photo whose best face is doubtful is searched as a whole in the position that looks best in a small image
    (`probe`, a detector with the threshold `PROBE_SCORE`), unless a closer look confirms that face. Single places are
    looked at again (`looks`) where a face is doubtful, where there was nearly one, and where the small image shows one;
    ordinary photos have few of these.

    `upright` is the detector without all that. Detections are in the image as it was given; landmarks of a face on its
    side are named as if it stood.
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
        heads = self._perhaps_on_their_head(main.faces, turns, least)
        return self._with_own_positions(image, main.faces, places, heads)

    def _standing(self, image: Image, faces: list[Detection], least: float) -> list[Detection]:
        """The best faces of a photo without a sure one, if none of them shows a face in another position.

        They spare the photo the search of a small image, which costs as much as a dozen looks.
        """
        if not self._trust.doubtful - NEARLY_SURE <= best_score(faces) < self._trust.doubtful:
            return []
        best = [face for face in faces if face.score >= PROBE_SCORE and min(face.box[2:]) >= least][:MOST_STANDING]
        looks = [Look(face, turns) for face in best for turns in (1, 2, 3)]
        seen = zip(looks, self._looks.find(image, looks), strict=True)
        return [] if any(face is not None and face.score > look.face.score for look, face in seen) else best

    def _probed(self, image: Image) -> dict[int, list[Detection]]:
        """What a small image shows after one, two and three quarter turns, in the image as it was given."""
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
        """The quarter turns in which the photo as a whole shows its faces best, and what it shows there."""
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

    def _perhaps_on_their_head(self, faces: list[Detection], turns: int, least: float) -> list[Look]:
        """The sure faces that may stand on their head, and the position in which they would stand.

        A face upside down may be found with a score that leaves no doubt, though seldom with the highest, so that only
        those below `standing` are looked at.
        """
        asked = [face for face in faces if self._trust.doubtful <= face.score < self._trust.standing]
        return [Look(face, (turns + 2) % 4) for face in asked if min(face.box[2:]) >= least][:MOST_LOOKS]

    def _none_on_its_head(
        self, image: Image, faces: list[Detection], seen: Sequence[tuple[Look, Detection | None]]
    ) -> list[Detection]:
        """The faces, with those upside down where a closer look at both positions finds it better."""
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
        """The shorter side, in pixels of the image, from which on a look in another position says something."""
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
        self, image: Image, faces: list[Detection], places: list[Look], heads: list[Look]
    ) -> list[Detection]:
        """The faces, those that are clearly better in another position as they are there, and what lay unseen."""
        places = self._likeliest(faces, places)
        # Most photos have few places, and a run of the network costs more than what is in it.
        seen = self._seen(image, heads + places[:LOOKS_AT_ONCE])
        faces = self._none_on_its_head(image, faces, list(zip(heads, seen, strict=False)))
        promising = self._promising(image, faces, places, seen[len(heads) :])
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
        """The places in which there is no sure face, those with the best score first."""
        sure = [face for face in faces if self._is_sure(face)]
        open_places = [place for place in places if not any(same(place.face, face) for face in sure)]
        return sorted(open_places, key=lambda place: -place.face.score)[:MOST_LOOKS]

    def _promising(
        self, image: Image, faces: list[Detection], places: list[Look], seen: list[Detection | None]
    ) -> list[Look]:
        """What looks better than in the position of `faces`, as far as it is worth looking on.

        `seen` is what the first looks found.
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
        """What a look at each of these places finds; where no doubtful face was, a glance has to find it first."""
        glanced = [place for place in places if not PROBE_SCORE <= place.face.score < self._trust.doubtful]
        seen = dict(zip(glanced, self._looks.find(image, glanced, GLANCE), strict=True))
        worth = [place for place in places if place not in seen or self._is_worth_a_look(place, seen[place])]
        found = dict(zip(worth, self._looks.find(image, worth), strict=True))
        enough = self._trust.least - FINER
        dull = {place for place, face in found.items() if place in seen and face is not None and face.score < enough}
        return [None if place in dull else found.get(place) for place in places]

    def _is_worth_a_look(self, place: Look, glanced: Detection | None) -> bool:
        # Where a sure face may stand on its head, only a sure one matters.
        return glanced is not None and (glanced.score >= LEAST_SCORE or not self._is_sure(place.face))

    def _finer(self, image: Image, found: list[Look]) -> list[Detection]:
        """Faces as they were found after these turns, with landmarks of a closer look that deserve to be embedded."""
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
