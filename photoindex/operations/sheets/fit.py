"""Order the faces of a cluster or a person by how typical they are."""

from collections.abc import Sequence

import numpy as np

from photoindex.people.similarity.typicality import most_typical_first
from photoindex.store.database.connection import Connection
from photoindex.store.tables.faces import FaceRow, embeddings_of


def by_fit(connection: Connection, faces: Sequence[FaceRow]) -> list[FaceRow]:
    """Sort faces by their cosine similarity to the mean of all these faces, the least similar last.

    Faces drawn by hand have no embedding and come first.
    """
    vectors = embeddings_of(connection, [face.face_id for face in faces])
    if len(vectors) < 3:
        return list(faces)
    measured = [face for face in faces if face.face_id in vectors]
    order = most_typical_first(np.stack([vectors[face.face_id] for face in measured]))
    # A face is drawn only when somebody says who it is.
    drawn = [face for face in faces if face.face_id not in vectors]
    return drawn + [measured[at] for at in order.tolist()]
