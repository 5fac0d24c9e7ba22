"""Read embeddings as vectors, and refuse damaged ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.advice.actions import Action
from photoindex.domain.embedding import stored_vectors
from photoindex.domain.stored_vectors import StoredVectors, room_for
from photoindex.errors import IndexDamagedError
from photoindex.store.database.connection import Connection

_VECTORS_AT_ONCE = 16_384


def vectors_of_faces(connection: Connection, face_id: NDArray[np.int64], width: int | None = None) -> StoredVectors:
    """The embeddings of these faces, whose ids ascend, in that order. Raises the same error as
    `vectors_of`.
    """
    embedding = room_for(0, 0)
    # In parts, because DuckDB keeps everything that it sorts and returns: twice the memory of the stored vectors.
    for start in range(0, len(face_id), _VECTORS_AT_ONCE):
        rows = connection.execute(
            "SELECT vector FROM embedding WHERE face_id IN (SELECT unnest(?::BIGINT[])) ORDER BY face_id",
            [face_id[start : start + _VECTORS_AT_ONCE]],
        ).fetchall()
        part = vectors_of([row[0] for row in rows], embedding.shape[1] if start else width)
        if start == 0:
            embedding = room_for(len(face_id), part.shape[1])
        embedding.put(slice(start, start + len(part)), part)
    return embedding


def vectors_of(stored: Sequence[bytes], width: int | None = None) -> StoredVectors:
    """The vectors, in the form in which they are stored.

    Args:
        width: how many numbers each must have; by default, as many as the first.

    Raises:
        IndexDamagedError: an embedding has another number of entries, or holds numbers that no embedding has. Comparing
            such faces would never end, or end in nonsense.
    """
    if not stored:
        return stored_vectors(stored)
    length = len(stored[0]) if width is None else 2 * width
    if length % 2 or any(len(vector) != length for vector in stored):
        raise _damaged()
    vectors = stored_vectors(stored)
    # The length is infinite or NaN if one of the numbers is.
    if not np.isfinite(vectors.length).all():
        raise _damaged()
    return vectors


def _damaged() -> IndexDamagedError:
    return IndexDamagedError("it holds damaged embeddings", advice=Action.REPAIR_INDEX)
