"""Find the faces that are too poor to be anybody's: small, blurred, or in a cluster that did not stand out."""

from photoindex.people.clustering.poor_faces import LENGTH_SHARE, poor_faces
from photoindex.store.database.connection import Connection
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.measurements import load_indistinct
from photoindex.store.views import face_lists
from photoindex.store.views.face_lists import FaceFilter


def unnamed_poor(connection: Connection, pack: CurrentPack) -> FaceFilter:
    """The poor faces that belong to nobody yet."""
    indistinct = load_indistinct(connection, pack.fingerprint).tolist()
    return face_lists.unnamed_poor(small_or_blurred(connection, pack), indistinct)


def small_or_blurred(connection: Connection, pack: CurrentPack, share: float = LENGTH_SHARE) -> list[int]:
    """The ids of all faces that are small or blurred; `share` is that of `poor_faces`."""
    ids, size, norm = face_lists.face_measures(connection, pack.fingerprint)
    return [int(face_id) for face_id in ids[poor_faces(size, norm, share=share)]]
