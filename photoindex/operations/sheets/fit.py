"""Fit: the faces of a group in order, those that look most like the group first."""

from collections.abc import Sequence

import numpy as np

from photoindex.store.database.connection import Connection
from photoindex.store.tables.faces import FaceRow, embeddings_of


def by_fit(connection: Connection, faces: Sequence[FaceRow]) -> list[FaceRow]:
    """Faces by their cosine similarity to the mean of all of them, the worst last; before those, whose look is not
    known because they were drawn by hand."""
    vectors = embeddings_of(connection, [face.face_id for face in faces])
    if len(vectors) < 3:
        return list(faces)
    mean = np.mean(list(vectors.values()), axis=0)
    fit = {face_id: float(vector @ mean) for face_id, vector in vectors.items()}
    # Hand-drawn faces are somebody's word.
    return sorted(faces, key=lambda face: -fit.get(face.face_id, 1.0))
