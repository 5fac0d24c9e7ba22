"""Read faces and their embeddings, as arrays for the people engine and as records for display."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef
from photoindex.domain.people_snapshot import FaceTable
from photoindex.domain.stored_vectors import StoredVectors, room_for
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import path_of
from photoindex.store.tables.embeddings import vectors_of, vectors_of_faces


@dataclass(frozen=True, slots=True)
class FaceRow:
    """A face, its box and photo, and the person and cluster that it belongs to.

    `status` is that of `Assignment`. For a suggested face, `person_id` is the suggested person. `found_by` has the same
    meaning as in `FaceRef`, and `probability` as in `Assignment`; `taken_at` is when the photo was taken. `stored_path`
    is a text from `text_of` rather than a Path: making 50,000 Path objects takes half a second, and most commands need
    few of them or none.
    """

    face_id: int
    photo_id: int
    content_hash: str
    stored_path: str
    box: Box
    score: float
    size: float
    cluster_id: int | None
    person_id: int | None
    status: str
    probability: float = 1.0
    found_by: str = ""
    taken_at: datetime | None = None

    @property
    def path(self) -> Path:
        return path_of(self.stored_path)

    @property
    def ref(self) -> FaceRef:
        return FaceRef(self.content_hash, self.box, self.found_by)


def load_face_table(connection: Connection, fingerprint: str, known: FaceTable | None = None) -> FaceTable:
    """Every face that the pack with this fingerprint found.

    Args:
        known: faces that were read earlier, perhaps from another index. Their embeddings are read again only if they
            are stored differently.
    """
    columns = connection.execute(
        "SELECT face_id, photo_id, hash(vector) AS digest FROM face JOIN embedding USING (face_id) "
        "WHERE fingerprint = ? ORDER BY face_id",
        [fingerprint],
    ).fetchnumpy()
    face_id, photo_id, digest = (np.asarray(columns[name]) for name in ("face_id", "photo_id", "digest"))
    before = known.embedding if known is not None else None
    if known is None or known.digest is None or not isinstance(before, StoredVectors) or not (before and len(face_id)):
        return FaceTable(face_id, photo_id, vectors_of_faces(connection, face_id), digest)
    at = np.minimum(np.searchsorted(known.face_id, face_id), len(known.face_id) - 1)
    same = (known.face_id[at] == face_id) & (known.digest[at] == digest)
    if same.all() and len(face_id) == len(known.face_id):
        return FaceTable(face_id, photo_id, before, digest)
    width = before.shape[1]
    new = vectors_of_faces(connection, face_id[~same], width)
    embedding = room_for(len(face_id), width)
    embedding.put(same, before.at(at[same]))
    embedding.put(~same, new)
    return FaceTable(face_id, photo_id, embedding, digest)


def embeddings_of(connection: Connection, face_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
    """Map each face id to its unit embedding (float32, (d,)); faces without an embedding are left out."""
    rows = connection.execute(
        "SELECT face_id, vector FROM embedding WHERE face_id IN (SELECT unnest(?::BIGINT[])) ORDER BY face_id",
        [list(face_ids)],
    ).fetchall()
    return dict(zip([row[0] for row in rows], vectors_of([row[1] for row in rows])[:], strict=True))


def face_table_of(connection: Connection, face_ids: Sequence[int]) -> FaceTable:
    """A table of these faces; faces without an embedding are left out."""
    columns = connection.execute(
        "SELECT face_id, photo_id, vector FROM face JOIN embedding USING (face_id) "
        "WHERE face_id IN (SELECT unnest(?::BIGINT[])) ORDER BY face_id",
        [list(face_ids)],
    ).fetchnumpy()
    embedding = vectors_of(columns["vector"].tolist())[:]
    return FaceTable(np.asarray(columns["face_id"]), np.asarray(columns["photo_id"]), embedding)


def faces_by_hash(connection: Connection, hashes: Iterable[str], fingerprint: str) -> dict[str, list[tuple[int, Box]]]:
    """Map each content hash to a list of (face id, box), one for each face that the pack found in that photo."""
    rows = connection.execute(
        "SELECT content_hash, face_id, x, y, face.width, face.height FROM face JOIN photo USING (photo_id) "
        "WHERE fingerprint = ? AND NOT by_hand AND content_hash IN (SELECT unnest(?::VARCHAR[])) ORDER BY face_id",
        [fingerprint, list(set(hashes))],
    ).fetchall()
    found: dict[str, list[tuple[int, Box]]] = defaultdict(list)
    for content_hash, face_id, *box in rows:
        found[content_hash].append((face_id, Box(*box)))
    return dict(found)


def boxes_in_photos(
    connection: Connection, face_ids: Sequence[int], fingerprint: str, *, found_by_it: bool
) -> dict[int, dict[int, Box]]:
    """Map the id of each photo that shows one of `face_ids` to its faces: a map from face id to box.

    Args:
        found_by_it: if true, return every face that the pack with this fingerprint found in these photos; otherwise
            only the faces in `face_ids` that other packs found.
    """
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


def detection_scores(connection: Connection, fingerprint: str) -> dict[int, float]:
    """Map the id of each face that the pack with this fingerprint found to the detector's score (0..1)."""
    return dict(connection.execute("SELECT face_id, score FROM face WHERE fingerprint = ?", [fingerprint]).fetchall())


# One path represents each photo: the first by name among its present files, or among its missing files if none is
# present. The path is looked up only for the requested faces. In a large index, grouping all files first takes ten
# times as long.
_FACE_ROWS = """
SELECT face.face_id, face.photo_id, content_hash,
       (SELECT arg_min(path, (missing_since IS NOT NULL, path)) FROM file WHERE file.photo_id = face.photo_id) AS path,
       x, y, face.width, face.height, score, face.size,
       cluster_id, person_id, coalesce(status, 'none'), coalesce(probability, 1.0),
       CASE WHEN by_hand THEN 'hand' ELSE fingerprint END, taken_at
FROM face
JOIN photo USING (photo_id)
LEFT JOIN membership USING (face_id)
LEFT JOIN assignment USING (face_id)
WHERE {condition}
ORDER BY score * face.size DESC, face.face_id
"""


_LISTED = 5000


def faces_in_cluster(connection: Connection, cluster_id: int) -> list[FaceRow]:
    """The faces of a cluster, best first. Detections that are not faces are left out; until the next clustering, the
    cluster still holds them.
    """
    return _rows(connection, "cluster_id = ? AND status IS DISTINCT FROM 'not-a-face'", [cluster_id])


def faces_of_person(connection: Connection, person_id: int) -> list[FaceRow]:
    """The faces of a person, best first. Suggested faces are left out."""
    return _rows(connection, "person_id = ? AND status <> 'suggested'", [person_id])


@dataclass(frozen=True, slots=True)
class OwnFaces:
    """The faces of a person, as a map from (content hash, x, y, width, height) to face id, and the number of photos
    that show these faces.
    """

    at: dict[tuple[str, float, float, float, float], int]
    photos: int


def own_faces(connection: Connection, person_id: int) -> OwnFaces:
    """The same faces as from `faces_of_person`, but without the data needed to display them. For many faces, this takes
    a tenth of the time of `faces_of_person`.
    """
    rows = connection.execute(
        "SELECT face_id, photo_id, content_hash, x, y, face.width, face.height "
        "FROM assignment JOIN face USING (face_id) JOIN photo USING (photo_id) "
        "WHERE person_id = ? AND status <> 'suggested' AND photo_id IN (SELECT photo_id FROM file)",
        [person_id],
    ).fetchall()
    return OwnFaces({(row[2], *row[3:]): row[0] for row in rows}, len({row[1] for row in rows}))


def faces_with_ids(connection: Connection, face_ids: Sequence[int], fingerprint: str) -> list[FaceRow]:
    """The faces with these ids that belong to the pack with this fingerprint, best first."""
    return _rows(connection, f"face.face_id IN ({listed(face_ids)}) AND fingerprint = ?", [fingerprint])


def listed(numbers: Sequence[int]) -> str:
    """Numbers for the list of an SQL IN. Up to `_LISTED` of them are written out: DuckDB then finds their rows four
    times as fast. More are written as one text, which DuckDB parses in a third of the time.
    """
    written = ", ".join(map(str, map(int, numbers)))
    return written or "NULL" if len(numbers) <= _LISTED else f"SELECT unnest('[{written}]'::BIGINT[])"


def faces_in_photo(connection: Connection, photo_id: int, fingerprint: str) -> list[FaceRow]:
    """The faces that a pack found in a photo, from left to right."""
    rows = _rows(connection, "face.photo_id = ? AND fingerprint = ?", [photo_id, fingerprint])
    return sorted(rows, key=lambda row: (row.box.x, row.box.y))


def _rows(connection: Connection, condition: str, values: Sequence[object]) -> list[FaceRow]:
    rows = connection.execute(_FACE_ROWS.format(condition=condition), list(values)).fetchall()
    return [
        FaceRow(face_id, photo_id, content_hash, path, Box(x, y, width, height), *rest)
        for face_id, photo_id, content_hash, path, x, y, width, height, *rest in rows
        if path is not None
    ]


def face_ids_starting(connection: Connection, fingerprint: str, digits: str, most: int) -> list[int]:
    """Up to `most` ids of faces of a pack that begin with these digits, in ascending order."""
    rows = connection.execute(
        "SELECT face_id FROM face WHERE fingerprint = ? AND starts_with(face_id::VARCHAR, ?) ORDER BY face_id LIMIT ?",
        [fingerprint, digits, most],
    ).fetchall()
    return [int(row[0]) for row in rows]
