"""The faces of a photo found again in the content that took its place."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.geometry import Box
from photoindex.models.manifest import Thresholds
from photoindex.people.matching import SAME_FACE_IOU

# In one place of one photo there are few faces to mistake for one another, so a looser similarity does than for
# strangers: the one that one impostor in a hundred reaches.
_FALSE_MATCHES_IN_PLACE = 1e-2


def successors(
    old: Mapping[int, Box],
    new: Mapping[int, Box],
    embeddings: Mapping[int, NDArray[np.float32]],
    thresholds: Thresholds,
) -> dict[int, int]:
    """Old face id -> the id of the same face in the new content, each at most once.

    `embeddings` are unit vectors by face id. Faces in one place need a similarity that one impostor in a hundred
    reaches, others (the photo was turned or cropped) the verification threshold. The most similar pairs come first.
    """
    in_place = min(
        (similarity for rate, similarity in thresholds.false_match_rates if rate <= _FALSE_MATCHES_IN_PLACE),
        default=thresholds.verification,
    )
    pairs = []
    for old_id, old_box in old.items():
        for new_id, new_box in new.items():
            similarity = float(embeddings[old_id] @ embeddings[new_id])
            placed = old_box.iou(new_box) >= SAME_FACE_IOU
            if similarity >= (min(in_place, thresholds.verification) if placed else thresholds.verification):
                pairs.append((-similarity, old_id, new_id))
    found: dict[int, int] = {}
    for _, old_id, new_id in sorted(pairs):
        if old_id not in found and new_id not in found.values():
            found[old_id] = new_id
    return found
