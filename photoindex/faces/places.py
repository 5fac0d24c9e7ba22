"""Compare faces that were found in the same spot of an image."""

from dataclasses import replace

from photoindex.faces.detection import Detection
from photoindex.faces.passes import CONTAINMENT, OVERLAP
from photoindex.faces.second_look import Look


def scaled(face: Detection, factor_x: float, factor_y: float) -> Detection:
    """The face in an image that is these factors larger."""
    x, y, width, height = face.box
    box = x * factor_x, y * factor_y, width * factor_x, height * factor_y
    return replace(face, box=box, landmarks=tuple((x * factor_x, y * factor_y) for x, y in face.landmarks))


def best_score(found: list[Detection]) -> float:
    """The best score of the faces, 0 if there are none."""
    return max((face.score for face in found), default=0.0)


def best_of_each(found: list[Look]) -> list[Look]:
    """Keep only the best of the faces that were found in the same spot at different rotations."""
    best: list[Look] = []
    for look in sorted(found, key=lambda look: -look.face.score):
        if not any(same(look.face, other.face) for other in best):
            best.append(look)
    return best


def same(place: Detection, other: Detection) -> bool:
    """Whether `merged` would treat the two as one face. For single pairs, this is many times faster than `merged`."""
    x, y, width, height = place.box
    left, top, across, down = other.box
    shared_across = min(x + width, left + across) - max(x, left)
    shared_down = min(y + height, top + down) - max(y, top)
    if shared_across <= 0 or shared_down <= 0:
        return False
    shared, area, other_area = shared_across * shared_down, width * height, across * down
    return shared > OVERLAP * (area + other_area - shared) or shared > CONTAINMENT * min(area, other_area)
