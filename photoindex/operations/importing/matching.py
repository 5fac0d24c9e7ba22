"""Match the boxes of other programs to the faces of a photo.

Programs draw boxes of different sizes around one face: from the eyes to the mouth, or around the whole head. So two
boxes are compared as if they had one size: the larger is shrunk about its centre and the smaller is enlarged.

Measured by benchmarks/region_matching.py on 137 photos with 867 boxes that humans drew, scaled by 0.7 to 1.6 and
shifted by up to 15 % of their size, against the 832 faces that YuNet found. Of the 794 boxes that have a face, 793 find
it, and none finds another. With an overlap (IoU) of at least 0.4, 745 find it, and of boxes of 1.6 times the size only
452.
Matching the best pairs first and the best assignment as a whole (Hungarian method) gave equal results.
"""

from collections.abc import Sequence

from photoindex.domain.geometry import Box

SAME_PLACE = 0.4
"""The least overlap (IoU) of two boxes of one face, after they were brought to one size."""

# Heads are up to 1.6 times as wide as detected faces; in a crowd, no other face comes so close with a size of its own.
_MOST_RATIO = 2.5


def likeness(one: Box, other: Box) -> float:
    """How well two boxes can be boxes of one face, in 0..1: the IoU after both were brought to one size, or 0 if one is
    more than 2.5 times as large as the other.
    """
    if one.area <= 0 or other.area <= 0:
        return 0.0
    ratio = (one.area / other.area) ** 0.5
    if not 1 / _MOST_RATIO <= ratio <= _MOST_RATIO:
        return 0.0
    return one.expanded(ratio**-0.5).iou(other.expanded(ratio**0.5))


def matched(boxes: Sequence[Box], faces: Sequence[Box]) -> list[int | None]:
    """The face of each box of one program, or None if no face is there.

    The most alike pairs are matched first, one box to one face. A box whose face has another box already is a second
    box of that face.
    """
    pairs = sorted(
        (-score, at, face)
        for at, box in enumerate(boxes)
        for face, place in enumerate(faces)
        if (score := likeness(box, place)) >= SAME_PLACE
    )
    found: list[int | None] = [None] * len(boxes)
    taken: set[int] = set()
    for _, at, face in pairs:
        if found[at] is None and face not in taken:
            found[at] = face
            taken.add(face)
    for _, at, face in pairs:
        if found[at] is None:
            found[at] = face
    return found
