"""Read what lists of people show about every face, as one array for each column."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoindex.store.database.connection import Connection


@dataclass(frozen=True, slots=True, eq=False)
class FaceColumns:
    """One row per face of a pack, including drawn faces, by ascending id.

    - `face_id` and `photo_row` are int64 (n,); `photo_row` is the row of the face's photo in the three photo columns.
    - `box` is float32 (n, 4): x, y, width and height as fractions of the photo.
    - `score` is float32 (n,): the detector's score.
    - `best_first` is int64 (n,): the rows of the faces by the detector's score times the size in pixels, the highest
      first; drawn faces come last.
    - `photo_id` is int64 (p,), `content_hash` bytes (p,), and `taken` datetime64 (p,), NaT if unknown. `present` is
      bool (p,): whether a file that holds the photo is not missing.
    """

    face_id: NDArray[np.int64]
    photo_row: NDArray[np.int64]
    box: NDArray[np.float32]
    score: NDArray[np.float32]
    best_first: NDArray[np.int64]
    photo_id: NDArray[np.int64]
    content_hash: NDArray[np.bytes_]
    taken: NDArray[np.datetime64]
    present: NDArray[np.bool_]


def load_face_columns(connection: Connection, fingerprint: str) -> FaceColumns:
    """Read the faces of the pack with this fingerprint, and their photos."""
    faces = connection.execute(
        "SELECT face_id, photo_id, x::FLOAT AS x, y::FLOAT AS y, width::FLOAT AS width, height::FLOAT AS height, "
        "score, CASE WHEN by_hand THEN -1 ELSE score * size END::FLOAT AS quality FROM face WHERE fingerprint = ? "
        "ORDER BY face_id",
        [fingerprint],
    ).fetchnumpy()
    photos = connection.execute(
        "SELECT photo_id, content_hash, taken_at, "
        "photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL) AS present FROM photo "
        "WHERE photo_id IN (SELECT photo_id FROM face WHERE fingerprint = ?) ORDER BY photo_id",
        [fingerprint],
    ).fetchnumpy()
    photo_id = np.asarray(photos["photo_id"], dtype=np.int64)
    return FaceColumns(
        face_id=np.asarray(faces["face_id"], dtype=np.int64),
        photo_row=np.searchsorted(photo_id, np.asarray(faces["photo_id"], dtype=np.int64)),
        box=np.stack([np.asarray(faces[name], dtype=np.float32) for name in ("x", "y", "width", "height")], axis=1),
        score=np.asarray(faces["score"], dtype=np.float32),
        best_first=np.argsort(-np.asarray(faces["quality"], dtype=np.float32), kind="stable"),
        photo_id=photo_id,
        content_hash=np.array(photos["content_hash"].tolist(), dtype=np.bytes_),
        taken=_times(photos["taken_at"]),
        present=np.asarray(photos["present"], dtype=np.bool_),
    )


def _times(column: Any) -> NDArray[np.datetime64]:
    """Times, with NaT where DuckDB's column is masked."""
    values = np.ma.getdata(column).astype("datetime64[s]")
    values[np.ma.getmaskarray(column)] = np.datetime64("NaT")
    return np.asarray(values)
