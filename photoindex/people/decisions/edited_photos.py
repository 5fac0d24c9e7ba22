"""After a photo's content was replaced, find the photo's faces in the new content."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.geometry import Box
from photoindex.domain.thresholds import Thresholds
from photoindex.people.decisions.face_matching import SAME_FACE_IOU

# At a given position in a photo, there are few faces that could be mistaken for one another. A lower similarity than
# elsewhere is therefore enough: the similarity that one impostor in a hundred reaches.
_FALSE_MATCHES_IN_PLACE = 1e-2


def successors(
    old: Mapping[int, Box],
    new: Mapping[int, Box],
    embeddings: Mapping[int, NDArray[np.float32]],
    thresholds: Thresholds,
) -> dict[int, int]:
    """Match the faces of the old content to the faces of the new content. Returns a map from old face ids to new face
    ids; each id occurs at most once.

    `embeddings` are unit vectors by face id. Faces in the same position need a similarity that one impostor in a
    hundred reaches. Faces in different positions (because the photo was turned or cropped) need a similarity at the
    verification threshold. As soon as half of the faces are found, the photo counts as the same one, and the lower
    similarity is enough for the other faces too. The most similar pairs are matched first.
    """
    loose = min(
        [thresholds.verification]
        + [similarity for rate, similarity in thresholds.false_match_rates if rate <= _FALSE_MATCHES_IN_PLACE]
    )
    pairs = sorted(
        (-float(embeddings[old_id] @ embeddings[new_id]), old_id, new_id) for old_id in old for new_id in new
    )
    found: dict[int, int] = {}

    def take(*, everywhere: bool) -> None:
        for distance, old_id, new_id in pairs:
            same_position = everywhere or old[old_id].iou(new[new_id]) >= SAME_FACE_IOU
            alike = -distance >= (loose if same_position else thresholds.verification)
            if alike and old_id not in found and new_id not in found.values():
                found[old_id] = new_id

    take(everywhere=False)
    if found and 2 * len(found) >= min(len(old), len(new)):
        take(everywhere=True)
    return found


Move = Callable[[Box], Box]


def whole_move(pairs: Sequence[tuple[Box, Box]]) -> Move | None:
    """Find out how a photo was turned or mirrored as a whole. The result is the move that best fits the old and new
    boxes of the photo's faces.

    The result is None if no move fits (for example, after cropping) or if there are no pairs.
    """
    moves = [_repeated(turns, mirror=mirror) for mirror in (False, True) for turns in range(4)]
    fits = [sum(move(old).iou(new) for old, new in pairs) for move in moves]
    best = max(range(len(moves)), key=fits.__getitem__)
    return moves[best] if pairs and fits[best] >= SAME_FACE_IOU * len(pairs) else None


def _repeated(turns: int, *, mirror: bool) -> Move:
    def move(box: Box) -> Box:
        for _ in range(turns):
            box = box.turned()
        return box.mirrored() if mirror else box

    return move
