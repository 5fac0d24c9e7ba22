"""Finding the faces that decisions speak of among those that a photo has now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef

# The usual meaning of "the same box" in detection benchmarks since PASCAL VOC (Everingham et al., 2010).
SAME_FACE_IOU = 0.5

# One detection on two machines: a detector that finds two faces keeps them far below this overlap (NMS at 0.3 to 0.5).
SAME_BOX_IOU = 0.9


def match_refs(refs: Sequence[FaceRef], present: Mapping[int, Box]) -> dict[FaceRef, int]:
    """Which of the faces present each reference means; references to faces that are not there are left out.

    All are of one photo. What one pack found (or one human drew) are different faces, matched one to one; references
    of different packs may mean the same face.
    """
    by_source: dict[str, list[FaceRef]] = defaultdict(list)
    for ref in dict.fromkeys(refs):
        by_source[ref.found_by].append(ref)
    found: dict[FaceRef, int] = {}
    for source in by_source.values():
        same = _one_box_each(source)
        matches = match_faces([group[0].box for group in same], present)
        for group, face_id in zip(same, matches, strict=True):
            if face_id is not None:
                found |= dict.fromkeys(group, face_id)
    return found


def _one_box_each(refs: Sequence[FaceRef]) -> list[list[FaceRef]]:
    """References whose boxes differ by rounding only, put together."""
    groups: list[list[FaceRef]] = []
    for ref in refs:
        group = next((group for group in groups if group[0].box.iou(ref.box) >= SAME_BOX_IOU), None)
        if group is None:
            groups.append([ref])
        else:
            group.append(ref)
    return groups


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
