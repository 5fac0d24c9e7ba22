"""Read what exports need beyond the result of a search: the formats of photos, and what was measured in faces."""

from collections.abc import Collection
from dataclasses import dataclass

from photoindex.domain.geometry import Landmarks
from photoindex.store.database.connection import Connection
from photoindex.store.views.matching_faces import QUALITY


@dataclass(frozen=True, slots=True)
class FaceDetails:
    """What the detector and the embedder measured in a face: see `FaceQuality`. `quality` is that of queries, from 0 to
    1. `whole` is false if a part of the photo is missing.
    """

    landmarks: Landmarks
    score: float
    size: float
    sharpness: float
    yaw: float
    quality: float
    whole: bool


def formats_of(connection: Connection, photo_ids: Collection[int]) -> dict[int, str]:
    """Map each of these photo ids to the format of its photo, as in `PhotoFacts`."""
    rows = connection.execute(
        "SELECT photo_id, format FROM photo WHERE photo_id IN (SELECT unnest(?::BIGINT[]))", [list(photo_ids)]
    ).fetchall()
    return dict(rows)


def face_details(connection: Connection, fingerprint: str, face_ids: Collection[int]) -> dict[int, FaceDetails]:
    """Map the ids of these faces to their details. Faces that a user drew have none."""
    rows = connection.execute(
        f"SELECT face_id, landmarks, score, size, sharpness, yaw, {QUALITY}, "
        "photo_id IN (SELECT photo_id FROM photo WHERE damage IS NULL) FROM face "
        "WHERE face_id IN (SELECT unnest($ids::BIGINT[])) AND NOT by_hand",
        {"ids": list(face_ids), "fingerprint": fingerprint},
    ).fetchall()
    return {face_id: FaceDetails(_landmarks(landmarks), *measures) for face_id, landmarks, *measures in rows}


def _landmarks(numbers: tuple[float, ...]) -> Landmarks:
    points = [(float(x), float(y)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    return Landmarks(*points)
