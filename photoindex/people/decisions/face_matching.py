"""Finding the faces that decisions speak of among those that a photo has now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef

# The usual meaning of "the same box" in detection benchmarks since PASCAL VOC (Everingham et al., 2010).
SAME_FACE_IOU = 0.5

# One detection on two machines: a detector that finds two faces keeps them far below this overlap (NMS at 0.3 to 0.5).
SAME_BOX_IOU = 0.9

# All pairs are compared, which takes a second for these: several packs' boxes of a large crowd. A file of decisions
# from elsewhere that has more of one photo must not hold up every command.
MOST_ABSENT = 2_000


def match_refs(refs: Sequence[FaceRef], present: Mapping[int, Box]) -> dict[FaceRef, int]:
    """Which of the faces present each reference means; references to faces that are not there are left out.

    All are of one photo. What one pack found (or one human drew) are different faces, matched one to one; references
    of different packs may mean the same face.
    """
    found: dict[FaceRef, int] = {}
    for groups in _of_each_source(refs):
        for group, face_id in zip(groups, match_faces([group[0].box for group in groups], present), strict=True):
            if face_id is not None:
                found |= dict.fromkeys(group, face_id)
    return found


def match_absent(refs: Sequence[FaceRef]) -> dict[FaceRef, FaceRef]:
    """For each reference to a face that is not there the one that stands for this face: the first that means it.

    All are of one photo, and mean the same face by the rules of `match_refs`, where what the sources before found is
    what is present. Of more than `MOST_ABSENT` references each stands for itself.
    """
    if len(refs) > MOST_ABSENT:
        return {ref: ref for ref in refs}
    found: dict[FaceRef, FaceRef] = {}
    first: list[FaceRef] = []
    for groups in _of_each_source(refs):
        present = {place: ref.box for place, ref in enumerate(first)}
        for group, place in zip(groups, match_faces([group[0].box for group in groups], present), strict=True):
            if place is None:
                first.append(group[0])
            found |= dict.fromkeys(group, group[0] if place is None else first[place])
    return found


def _of_each_source(refs: Sequence[FaceRef]) -> Iterator[list[list[FaceRef]]]:
    by_source: dict[str, list[FaceRef]] = defaultdict(list)
    for ref in dict.fromkeys(refs):
        by_source[ref.found_by].append(ref)
    yield from map(_one_box_each, by_source.values())


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
