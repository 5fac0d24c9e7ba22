"""Where the faces of photos lie."""

from collections import defaultdict
from collections.abc import Sequence

from photoindex.domain.geometry import Box
from photoindex.store.database.connection import Connection


def boxes_in_photos(
    connection: Connection, face_ids: Sequence[int], fingerprint: str, *, found_by_it: bool
) -> dict[int, dict[int, Box]]:
    """Photo id -> face id -> box: the faces that the pack found in the photos of `face_ids`, or that others found."""
    rows = connection.execute(
        "SELECT photo_id, face_id, x, y, width, height FROM face "
        "WHERE NOT by_hand AND (fingerprint = $fingerprint) = $it "
        "AND photo_id IN (SELECT photo_id FROM face WHERE face_id IN (SELECT unnest($ids::BIGINT[]))) "
        "AND ($it OR face_id IN (SELECT unnest($ids::BIGINT[]))) ORDER BY face_id",
        {"fingerprint": fingerprint, "it": found_by_it, "ids": list(face_ids)},
    ).fetchall()
    boxes: dict[int, dict[int, Box]] = defaultdict(dict)
    for photo_id, face_id, *box in rows:
        boxes[photo_id][face_id] = Box(*box)
    return boxes
