"""Finding the faces that decisions speak of among those that a photo has now."""

from collections.abc import Mapping, Sequence

from photoindex.domain.geometry import Box

# The usual meaning of "the same box" in detection benchmarks since PASCAL VOC (Everingham et al., 2010).
SAME_FACE_IOU = 0.5


def match_faces(wanted: Sequence[Box], present: Mapping[int, Box]) -> list[int | None]:
    """For each wanted box the id of the face that lies there, or None.

    All boxes are of one photo. The pairs with the largest overlap are matched first, each face at most once, and never
    below an IoU of `SAME_FACE_IOU`; ties go to the earlier wanted box and the lower id.
    """
    overlaps = [
        (-box.iou(face), place, face_id) for place, box in enumerate(wanted) for face_id, face in present.items()
    ]
    matches: list[int | None] = [None] * len(wanted)
    taken: set[int] = set()
    for overlap, place, face_id in sorted(overlaps):
        if -overlap < SAME_FACE_IOU:
            break
        if matches[place] is None and face_id not in taken:
            matches[place] = face_id
            taken.add(face_id)
    return matches
