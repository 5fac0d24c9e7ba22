"""Faces that the user drew where no pack found one. Drawn faces can be derived from the decisions and have no
embeddings.
"""

from collections.abc import Iterable, Sequence

from photoindex.domain.geometry import Box
from photoindex.domain.people import BY_HAND, FaceRef
from photoindex.store.database.bulk import append_rows, next_ids
from photoindex.store.database.connection import Connection


def load_hand_faces(connection: Connection, fingerprint: str) -> dict[FaceRef, int]:
    """The drawn faces that are stored along with a pack's faces, and their ids."""
    rows = connection.execute(
        "SELECT content_hash, x, y, face.width, face.height, face_id FROM face JOIN photo USING (photo_id) "
        "WHERE by_hand AND fingerprint = ? ORDER BY face_id",
        [fingerprint],
    ).fetchall()
    return {FaceRef(content_hash, Box(*box), BY_HAND): face_id for content_hash, *box, face_id in rows}


def drawn_on_empty_photos(connection: Connection, fingerprint: str) -> bool:
    """Whether any decision refers to a face drawn in a known photo in which the pack found no face at all."""
    row = connection.execute(
        "SELECT count(*) FROM decision_face JOIN photo USING (content_hash) WHERE found_by = ? "
        "AND photo_id NOT IN (SELECT photo_id FROM face WHERE fingerprint = ?)",
        [BY_HAND, fingerprint],
    ).fetchone()
    return bool(row and row[0])


def add_hand_faces(connection: Connection, refs: Sequence[FaceRef], fingerprint: str) -> dict[FaceRef, int]:
    """Store drawn faces along with a pack's faces and return their ids. Faces in photos that the index does not know
    are left out.
    """
    if not refs:
        return {}
    sizes = {
        content_hash: (photo_id, width, height)
        for content_hash, photo_id, width, height in connection.execute(
            "SELECT content_hash, photo_id, width, height FROM photo "
            "WHERE content_hash IN (SELECT unnest(?::VARCHAR[]))",
            [[ref.content_hash for ref in refs]],
        ).fetchall()
    }
    known = [ref for ref in refs if ref.content_hash in sizes]
    ids = dict(zip(known, next_ids(connection, "face_ids", len(known)), strict=True))
    append_rows(connection, "face", (_row(face_id, ref, sizes[ref.content_hash], fingerprint)
                                     for ref, face_id in ids.items()))  # fmt: skip
    return ids


def remove_hand_faces(connection: Connection, face_ids: Iterable[int]) -> None:
    """Remove these drawn faces."""
    connection.execute("DELETE FROM face WHERE by_hand AND face_id IN (SELECT unnest(?::BIGINT[]))", [list(face_ids)])


def _row(face_id: int, ref: FaceRef, photo: tuple[int, int, int], fingerprint: str) -> tuple[object, ...]:
    box, (photo_id, width, height) = ref.box, photo
    size = min(box.width * width, box.height * height)
    return (
        face_id,
        photo_id,
        fingerprint,
        box.x,
        box.y,
        box.width,
        box.height,
        [0.0] * 10,
        0.0,
        size,
        0.0,
        0.0,
        0.0,
        True,
    )
