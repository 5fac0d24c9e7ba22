"""Match the faces that decisions refer to with the faces that a photo has now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef

# The usual meaning of "the same box" in detection benchmarks since PASCAL VOC (Everingham et al., 2010).
SAME_FACE_IOU = 0.5

# From this overlap on, two boxes are the same detection, made on two machines. If a detector finds two faces, their
# boxes overlap far less (NMS at 0.3 to 0.5).
SAME_BOX_IOU = 0.9

# Comparing all pairs of this many references takes a second. Several packs together find about this many faces in a
# large crowd. A decisions file from elsewhere may have more references in one photo, and must not slow down every
# command.
MAX_MISSING = 2_000


def match_refs(refs: Sequence[FaceRef], present: Mapping[int, Box]) -> dict[FaceRef, int]:
    """Match each reference to one of the faces present; references to missing faces are left out.

    All references are to faces in one photo. References by the same pack (or by a human) mean different faces, and are
    matched one to one. References by different packs may mean the same face.
    """
    found: dict[FaceRef, int] = {}
    for same_box in _of_each_source(refs):
        for group, face_id in zip(same_box, match_faces([group[0].box for group in same_box], present), strict=True):
            if face_id is not None:
                found |= dict.fromkeys(group, face_id)
    return found


def match_missing(refs: Sequence[FaceRef]) -> dict[FaceRef, FaceRef]:
    """All references are to missing faces. Map each reference to the reference that represents its face, which is the
    first reference to that face.

    All references are to faces in one photo. The rules of `match_refs` decide which references mean the same face.
    References from earlier sources are treated as the faces present. If there are more than `MAX_MISSING` references,
    each represents itself.
    """
    if len(refs) > MAX_MISSING:
        return {ref: ref for ref in refs}
    found: dict[FaceRef, FaceRef] = {}
    first: list[FaceRef] = []
    for same_box in _of_each_source(refs):
        present = {position: ref.box for position, ref in enumerate(first)}
        for group, at in zip(same_box, match_faces([group[0].box for group in same_box], present), strict=True):
            if at is None:
                first.append(group[0])
            found |= dict.fromkeys(group, group[0] if at is None else first[at])
    return found


def _of_each_source(refs: Sequence[FaceRef]) -> Iterator[list[list[FaceRef]]]:
    by_source: dict[str, list[FaceRef]] = defaultdict(list)
    for ref in dict.fromkeys(refs):
        by_source[ref.found_by].append(ref)
    yield from map(_one_box_each, by_source.values())


def _one_box_each(refs: Sequence[FaceRef]) -> list[list[FaceRef]]:
    """Group the references whose boxes differ only by rounding."""
    groups: list[list[FaceRef]] = []
    for ref in refs:
        group = next((group for group in groups if group[0].box.iou(ref.box) >= SAME_BOX_IOU), None)
        if group is None:
            groups.append([ref])
        else:
            group.append(ref)
    return groups


def match_faces(wanted: Sequence[Box], present: Mapping[int, Box]) -> list[int | None]:
    """Match each wanted box to the id of the face in its position, or to None.

    All boxes are in one photo. The pairs with the largest overlap are matched first. Each face is matched at most once,
    and never below an IoU of `SAME_FACE_IOU`; ties go to the earlier wanted box and the lower id.
    """
    overlaps = [
        (-box.iou(face), position, face_id) for position, box in enumerate(wanted) for face_id, face in present.items()
    ]
    matches: list[int | None] = [None] * len(wanted)
    taken: set[int] = set()
    for overlap, position, face_id in sorted(overlaps):
        if -overlap < SAME_FACE_IOU:
            break
        if matches[position] is None and face_id not in taken:
            matches[position] = face_id
            taken.add(face_id)
    return matches
