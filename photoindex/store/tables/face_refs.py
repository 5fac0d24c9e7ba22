"""Read references to faces, rounded as decisions store them. This takes a third of the time of reading whole rows."""

from collections.abc import Sequence

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef
from photoindex.store.database.connection import Connection
from photoindex.store.tables.faces import listed

_REFS = """
SELECT face_id, content_hash, x, y, face.width, face.height, CASE WHEN by_hand THEN 'hand' ELSE fingerprint END
FROM face JOIN photo USING (photo_id)
WHERE {condition} AND photo_id IN (SELECT photo_id FROM file)
ORDER BY score * face.size DESC, face_id
"""
_OF_CLUSTER = """
face_id IN (SELECT face_id FROM membership LEFT JOIN assignment USING (face_id)
            WHERE cluster_id = ? AND status IS DISTINCT FROM 'not-a-face')
"""


def refs_with_ids(connection: Connection, face_ids: Sequence[int], fingerprint: str) -> dict[int, FaceRef]:
    """Map the ids of faces that belong to the pack with this fingerprint to references to them, best first."""
    return _refs(connection, f"face_id IN ({listed(face_ids)}) AND fingerprint = ?", fingerprint)


def refs_in_cluster(connection: Connection, cluster_id: int) -> dict[int, FaceRef]:
    """Map the id of each face of a cluster to a reference to it, best first, without detections that are not faces."""
    return _refs(connection, _OF_CLUSTER, cluster_id)


def _refs(connection: Connection, condition: str, value: object) -> dict[int, FaceRef]:
    rows = connection.execute(_REFS.format(condition=condition), [value]).fetchall()
    return {face_id: FaceRef(content_hash, Box(*box).rounded(), by) for face_id, content_hash, *box, by in rows}
