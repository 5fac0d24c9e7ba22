"""Leave out the detections that are not faces, so that they play no part in clusters, names and measurements."""

from photoindex.domain.people_snapshot import FaceTable
from photoindex.operations.identities.replay import people_state
from photoindex.store.database.connection import Connection
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.decisions import has_kind


def real_faces(connection: Connection, pack: CurrentPack, faces: FaceTable) -> FaceTable:
    """The faces of the pack, without those that a human marked as wrong detections. `faces` are all faces of the pack.

    The decisions are replayed, because faces of a new scan have no assignments yet. Most libraries have no such
    decision, and then nothing is replayed.
    """
    if not has_kind(connection, "not-a-face"):
        return faces
    return faces.without(people_state(connection, pack).not_faces)
