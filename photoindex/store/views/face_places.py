"""Find out which photo each face is in, and where in it, for pictures of faces."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.geometry import Box, Landmarks
from photoindex.domain.thumbnail import FacePlace
from photoindex.store.database.connection import Connection


@dataclass(frozen=True, slots=True)
class FaceInPhoto:
    """The photo that a face is in, and its box there."""

    photo_id: int
    content_hash: str
    box: Box


@dataclass(frozen=True, slots=True)
class FacesInPhotos:
    """All faces of an index, of every pack and those drawn by hand.

    `face_id` (int64, (n,)) is ascending; `photo_id` (int64, (n,)) and `box` (float64, (n, 4): x, y, width and height)
    belong to the same faces. `content_hash` (bytes, (p,)) belongs to the photos in `photos` (int64, (p,)), which is
    ascending. For 200,000 faces in as many photos, all of it takes 24 MB.
    """

    face_id: NDArray[np.int64]
    photo_id: NDArray[np.int64]
    box: NDArray[np.float64]
    photos: NDArray[np.int64]
    content_hash: NDArray[np.bytes_]

    def find(self, face_id: int) -> FaceInPhoto | None:
        """Where the face with this id is; None if it is not among these faces."""
        row = int(np.searchsorted(self.face_id, face_id))
        if row == len(self.face_id) or self.face_id[row] != face_id:
            return None
        return self.at(row)

    def at(self, row: int) -> FaceInPhoto:
        photo_id = int(self.photo_id[row])
        content_hash = self.content_hash[np.searchsorted(self.photos, photo_id)].decode("ascii")
        return FaceInPhoto(photo_id, content_hash, Box(*self.box[row].tolist()))


def faces_in_photos(connection: Connection, face_ids: Collection[int] | None = None) -> FacesInPhotos:
    """Where all faces are, or only those with these ids."""
    condition, values = ("TRUE", []) if face_ids is None else ("face_id IN (SELECT unnest(?::BIGINT[]))", [face_ids])
    columns = connection.execute(
        "SELECT face_id, photo_id, x, y, width, height FROM face "
        f"WHERE {condition} AND photo_id IN (SELECT photo_id FROM photo) ORDER BY face_id",
        [list(value) for value in values],
    ).fetchnumpy()
    boxes = np.stack([np.asarray(columns[name], dtype=np.float64) for name in ("x", "y", "width", "height")], axis=1)
    photo_ids = np.asarray(columns["photo_id"], dtype=np.int64)
    photos = connection.execute(
        f"SELECT photo_id, content_hash FROM photo WHERE photo_id IN (SELECT photo_id FROM face WHERE {condition}) "
        "ORDER BY photo_id",
        [list(value) for value in values],
    ).fetchnumpy()
    return FacesInPhotos(
        np.asarray(columns["face_id"], dtype=np.int64),
        photo_ids,
        boxes,
        np.asarray(photos["photo_id"], dtype=np.int64),
        np.array(photos["content_hash"].tolist(), dtype=np.bytes_),
    )


def count_faces(connection: Connection) -> int:
    """The number of all faces, of every pack and those drawn by hand."""
    row = connection.execute("SELECT count(*) FROM face").fetchone()
    return int(row[0]) if row else 0


def places_in_photos(connection: Connection, photo_ids: Collection[int]) -> dict[int, list[FacePlace]]:
    """Map each of these photos to the places of its faces, of every pack and those drawn by hand."""
    rows = connection.execute(
        "SELECT photo_id, x, y, width, height, landmarks, by_hand FROM face "
        "WHERE photo_id IN (SELECT unnest(?::BIGINT[])) ORDER BY face_id",
        [list(photo_ids)],
    ).fetchall()
    places: dict[int, list[FacePlace]] = defaultdict(list)
    for photo_id, *box, landmarks, by_hand in rows:
        places[photo_id].append(FacePlace(Box(*box), None if by_hand else _landmarks(landmarks)))
    return dict(places)


def _landmarks(values: tuple[float, ...]) -> Landmarks:
    return Landmarks(*zip(values[::2], values[1::2], strict=True))
