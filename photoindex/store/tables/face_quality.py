"""How good the faces are as pictures."""

from photoindex.store.database.connection import Connection


def detection_scores(connection: Connection, fingerprint: str) -> dict[int, float]:
    """Face id -> how sure the detector was (0..1), of the faces that the pack with this fingerprint found."""
    return dict(connection.execute("SELECT face_id, score FROM face WHERE fingerprint = ?", [fingerprint]).fetchall())
