"""Define how the rotation of a face is judged by a detector's scores."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trust:
    """The score thresholds by which the rotation of a detector's faces is judged.

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
# most faces that lie on their side, but places the landmarks as if the faces were upright. Only their low scores show
# that such faces are not upright. The best face reaches 0.88 in 9 of 10 upright photos, in 1 of 100 photos on their
# side and in 1 of 3 photos upside down.
#
# `weak`: of 420 faces next to an upright one (`benchmarks/sideways.py --beside`), a single face is found only if
# detections below 0.15 are searched again, and 1 in 40 faces only if detections between 0.15 and 0.2 are searched
# again.
TRUST_IN_YUNET = Trust(doubtful=0.88, standing=0.92, weak=0.15, least=0.82)
# SCRFD has lower scores: in the same photos, the best face reaches 0.75 in 8 of 10 upright photos, in 1 of 30 on their
# side and in 1 of 70 upside down. With 0.88, every second photo of people would be doubtful. Of the faces upside down,
# one more in 12 would be recognised; of the faces on their side, no more than now.
TRUST_IN_SCRFD = Trust(doubtful=0.75, standing=0.8, weak=0.2, least=0.65)
