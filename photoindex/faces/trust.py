"""Say how far the scores of a detector tell the rotation of a face."""

from dataclasses import dataclass


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
# `weak`: of 420 faces next to an upright one (`benchmarks/sideways.py --beside`), 1 needs a look at a detection below
# 0.15; 1 in 40 needs one between 0.15 and 0.2.
TRUST_IN_YUNET = Trust(doubtful=0.88, standing=0.92, weak=0.15, least=0.82)
# SCRFD has lower scores: of the same photos 8 in 10, 1 in 30 and 1 in 70 reach 0.75. At 0.88, every second photo of
# people would be doubtful, for one more face in 12 recognised upside down and none more on its side.
TRUST_IN_SCRFD = Trust(doubtful=0.75, standing=0.8, weak=0.2, least=0.65)
