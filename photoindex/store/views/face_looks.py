"""Read how faces look: where their eyes are, and how good their pictures are."""

from collections.abc import Collection
from dataclasses import dataclass

from photoindex.domain.geometry import Point
from photoindex.store.database.connection import Connection
from photoindex.store.views.matching_faces import QUALITY


@dataclass(frozen=True, slots=True)
class FaceLook:
    """The eyes of a face (the left one in the picture first, in fractions of the upright photo), and measures of its
    picture.

    `size`, `sharpness` and `yaw` are those of `FaceQuality`; `quality` is a number from 0 to 1. `whole` is false if a
    part of the photo is missing.
    """

    eyes: tuple[Point, Point]
    size: float
    sharpness: float
    yaw: float
    quality: float
    whole: bool


def looks_of(connection: Connection, fingerprint: str, face_ids: Collection[int]) -> dict[int, FaceLook]:
    """How these faces look, by id. Faces that a user drew are left out: nothing was measured in them."""
    rows = connection.execute(
        f"SELECT face_id, landmarks[1:4], size, sharpness, yaw, {QUALITY}, "
        "photo_id IN (SELECT photo_id FROM photo WHERE damage IS NULL) FROM face "
        "WHERE face_id IN (SELECT unnest($ids::BIGINT[])) AND NOT by_hand",
        {"ids": list(face_ids), "fingerprint": fingerprint},
    ).fetchall()
    return {
        face_id: FaceLook(((x, y), (other_x, other_y)), size, sharpness, yaw, quality or 0.0, whole)
        for face_id, (x, y, other_x, other_y), size, sharpness, yaw, quality, whole in rows
    }
