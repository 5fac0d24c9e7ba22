"""Order the faces of a cluster or a person by how typical they are."""

from collections.abc import Sequence

import numpy as np

from photoindex.store.database.connection import Connection
from photoindex.store.tables.faces import FaceRow, embeddings_of


def by_fit(connection: Connection, faces: Sequence[FaceRow]) -> list[FaceRow]:
    """Sort faces by their cosine similarity to the mean of all these faces, the least similar last.

    Faces drawn by hand have no embedding and come first.
    """
    vectors = embeddings_of(connection, [face.face_id for face in faces])
    if len(vectors) < 3:
        return list(faces)
    mean = np.mean(list(vectors.values()), axis=0)
    fit = {face_id: float(vector @ mean) for face_id, vector in vectors.items()}
    # A face is drawn only when somebody says who it is.
    return sorted(faces, key=lambda face: -fit.get(face.face_id, 1.0))
