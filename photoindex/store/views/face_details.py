"""Read everything that exports tell about photos and their faces: formats, landmarks and measures."""

from collections.abc import Collection
from dataclasses import dataclass

from photoindex.domain.geometry import Landmarks
from photoindex.store.database.connection import Connection
from photoindex.store.views.matching_faces import QUALITY


@dataclass(frozen=True, slots=True)
class FaceDetails:
    """What the detector and the embedder measured about a face; see `FaceQuality`. `quality` is that of queries, from
    0 to 1. All are None for a face that a user drew.
    """

    landmarks: Landmarks | None
    score: float | None
    size: float | None
    sharpness: float | None
    yaw: float | None
    quality: float | None


def formats_of(connection: Connection, photo_ids: Collection[int]) -> dict[int, str]:
    """Map each of these photo ids to the format of its photo, as in `PhotoFacts`."""
    rows = connection.execute(
        "SELECT photo_id, format FROM photo WHERE photo_id IN (SELECT unnest(?::BIGINT[]))", [list(photo_ids)]
    ).fetchall()
    return dict(rows)


def face_details(connection: Connection, fingerprint: str, photo_ids: Collection[int]) -> dict[int, FaceDetails]:
    """Map the id of each face in these photos to its details."""
    rows = connection.execute(
        f"SELECT face_id, by_hand, landmarks, score, size, sharpness, yaw, {QUALITY} FROM face "
        "WHERE fingerprint = $fingerprint AND photo_id IN (SELECT unnest($ids::BIGINT[]))",
        {"fingerprint": fingerprint, "ids": list(photo_ids)},
    ).fetchall()
    return {
        face_id: FaceDetails(None, None, None, None, None, None)
        if by_hand
        else FaceDetails(_landmarks(landmarks), *measures)
        for face_id, by_hand, landmarks, *measures in rows
    }


def _landmarks(numbers: tuple[float, ...]) -> Landmarks:
    points = [(float(x), float(y)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    return Landmarks(*points)
