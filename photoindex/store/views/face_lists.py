"""List the faces that need an answer, a page at a time, and count them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import below_any

FaceOrder = Literal["best", "photo", "smallest"]


@dataclass(frozen=True, slots=True)
class FaceList:
    """The ids of one page of a list of faces, and how many `faces` in how many `photos` the whole list has."""

    face_ids: tuple[int, ...]
    faces: int
    photos: int


@dataclass(frozen=True, slots=True)
class FaceFilter:
    """An SQL condition on faces (`face`, `photo`, `membership` and `assignment` are joined), and its parameters."""

    condition: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder with photos of faces that nobody named, and the numbers of these `faces` and `photos`."""

    folder: str
    faces: int
    photos: int


OPEN = "(status IS NULL OR status = 'suggested')"
"""SQL for a face that belongs to nobody yet."""

_PRESENT = "photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL)"
_FROM = (
    "FROM face JOIN photo USING (photo_id) LEFT JOIN membership USING (face_id) LEFT JOIN assignment USING (face_id) "
    f"WHERE fingerprint = $fingerprint AND {_PRESENT} AND "
)
# A photo in which somebody is known already is the easiest to complete.
_BESIDE_KNOWN = (
    "photo_id IN (SELECT photo_id FROM face JOIN assignment USING (face_id) "
    "WHERE fingerprint = $fingerprint AND status IN ('confirmed', 'automatic'))"
)
# Nobody can name a blur in the background, so photos that show nothing else come last.
_ONLY_POOR = "bool_and(face_id IN (SELECT unnest($poor::BIGINT[]))) OVER (PARTITION BY photo_id)"
_BEST_OF_PHOTO = "max(face.score * face.size) OVER (PARTITION BY photo_id)"
_ORDERS: Mapping[FaceOrder, str] = {
    "best": "face.score * face.size DESC, face_id",
    "photo": f"{_ONLY_POOR}, {_BESIDE_KNOWN} DESC, taken_at DESC NULLS LAST, {_BEST_OF_PHOTO} DESC, "
    "photo_id, face.x, face.y",
    "smallest": "face.size, face_id",
}


def unnamed() -> FaceFilter:
    """Every face that belongs to nobody yet."""
    return FaceFilter(OPEN, {})


def single() -> FaceFilter:
    """Faces that belong to nobody yet and are in no cluster."""
    return FaceFilter(f"{OPEN} AND cluster_id IS NULL", {})


def ignored() -> FaceFilter:
    """Faces that were ignored as strangers."""
    return FaceFilter("status = 'ignored'", {})


def not_faces() -> FaceFilter:
    """Detections that are not faces."""
    return FaceFilter("status = 'not-a-face'", {})


def unnamed_poor(small: Sequence[int], indistinct: Sequence[int]) -> FaceFilter:
    """Those of the `small` faces that belong to nobody yet, and those of the `indistinct` faces that are also in no
    cluster.
    """
    return FaceFilter(
        f"{OPEN} AND (face_id IN (SELECT unnest($small::BIGINT[])) "
        "OR (cluster_id IS NULL AND face_id IN (SELECT unnest($indistinct::BIGINT[]))))",
        {"small": list(small), "indistinct": list(indistinct)},
    )


def unnamed_in_photos(photo_ids: Sequence[int]) -> FaceFilter:
    """Faces in these photos that belong to nobody yet."""
    return FaceFilter(f"{OPEN} AND photo_id IN (SELECT unnest($ids::BIGINT[]))", {"ids": list(photo_ids)})


def unnamed_below(folder: Path) -> FaceFilter:
    """Faces in photos below this folder that belong to nobody yet."""
    below, values = below_any([folder])
    return FaceFilter(f"{OPEN} AND photo_id IN (SELECT photo_id FROM file WHERE {below})", values)


def list_faces(
    connection: Connection,
    fingerprint: str,
    wanted: FaceFilter,
    order: FaceOrder,
    *,
    skip: int = 0,
    most: int,
    poor: Sequence[int] = (),
) -> FaceList:
    """At most `most` of these faces of present photos in this order, after the first `skip`.

    "best" sorts by quality; "photo" keeps the faces of a photo together, from left to right, and begins with photos in
    which somebody is named, the latest first. Photos in which all faces are among the `poor` ones come last. "smallest"
    begins with the smallest face.
    """
    values = {"fingerprint": fingerprint, **wanted.values}
    counted = connection.execute(
        f"SELECT count(*), count(DISTINCT photo_id) {_FROM} {wanted.condition}", values
    ).fetchone()
    faces, photos = counted if counted is not None else (0, 0)
    if not most:
        return FaceList((), int(faces), int(photos))
    found = connection.execute(
        f"SELECT face_id {_FROM} {wanted.condition} ORDER BY {_ORDERS[order]} LIMIT $most OFFSET $skip",
        values | {"most": most, "skip": skip} | ({"poor": list(poor)} if order == "photo" else {}),
    ).fetchall()
    return FaceList(tuple(int(row[0]) for row in found), int(faces), int(photos))


def list_folders(connection: Connection, fingerprint: str, most: int) -> list[FolderRow]:
    """The folders with the most faces that belong to nobody yet. The folder is a text from `text_of`."""
    rows = connection.execute(
        r"SELECT regexp_replace(path, '[/\\][^/\\]*$', '') AS folder, "
        "count(DISTINCT face_id), count(DISTINCT photo_id) "
        "FROM face JOIN file USING (photo_id) LEFT JOIN assignment USING (face_id) "
        f"WHERE fingerprint = ? AND missing_since IS NULL AND {OPEN} "
        "GROUP BY folder ORDER BY 2 DESC, folder LIMIT ?",
        [fingerprint, most],
    ).fetchall()
    return [FolderRow(*row) for row in rows]


def face_measures(
    connection: Connection, fingerprint: str
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
    """The ids of the faces that this pack found, ascending, their sizes in pixels, and the lengths of their embeddings
    before scaling: three arrays of shape (n,). The embeddings themselves are not read, so they may be damaged.
    """
    columns = connection.execute(
        "SELECT face_id, size, norm FROM face WHERE fingerprint = ? AND NOT by_hand ORDER BY face_id",
        [fingerprint],
    ).fetchnumpy()
    size, norm = (np.asarray(columns[name], dtype=np.float32) for name in ("size", "norm"))
    return np.asarray(columns["face_id"], dtype=np.int64), size, norm
