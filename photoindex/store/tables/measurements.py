"""Keep the values that the last clustering measured for each face, so that new faces can be placed without clustering
everything again.
"""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.embedding import decode, encode
from photoindex.domain.people_snapshot import GroupingRecord
from photoindex.store.database.connection import Connection, utc_now


def save_grouping(connection: Connection, fingerprint: str, record: GroupingRecord) -> None:
    """Replace the measurements of this pack."""
    connection.execute(
        "INSERT OR REPLACE INTO grouping VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            fingerprint,
            utc_now(),
            record.grouped,
            record.people,
            record.typical,
            record.pair_floor,
            record.cohort_people,
            encode(record.cohort),
            record.face_id.astype("<i8").tobytes(),
            record.mean.astype("<f4").tobytes(),
            record.deviation.astype("<f4").tobytes(),
            record.indistinct.astype("<i8").tobytes(),
        ],
    )


def load_grouping(connection: Connection, fingerprint: str, length: int) -> GroupingRecord | None:
    """The measurements of a pack whose embeddings have `length` numbers; None before the pack's first clustering."""
    row = connection.execute(
        "SELECT face_ids, mean, deviation, cohort, cohort_people, grouped, people, typical, pair_floor, "
        "indistinct "
        "FROM grouping WHERE fingerprint = ?",
        [fingerprint],
    ).fetchone()
    if row is None:
        return None
    face_ids, mean, deviation, cohort, people_in_cohort, grouped, people, typical, floor, indistinct = row
    vectors = decode(cohort).reshape(-1, max(length, 1))
    return GroupingRecord(
        _ids(face_ids),
        np.frombuffer(mean, dtype="<f4").astype(np.float64),
        np.frombuffer(deviation, dtype="<f4").astype(np.float64),
        vectors,
        cohort_people=people_in_cohort,
        grouped=grouped,
        people=people,
        typical=typical,
        pair_floor=floor,
        indistinct=_ids(indistinct),
    )


def load_indistinct(connection: Connection, fingerprint: str) -> NDArray[np.int64]:
    """The ids of the faces that the last clustering of this pack left single because their cluster did not stand out:
    int64, ascending.
    """
    row = connection.execute("SELECT indistinct FROM grouping WHERE fingerprint = ?", [fingerprint]).fetchone()
    return _ids(row[0] if row is not None else b"")


def _ids(stored: bytes) -> NDArray[np.int64]:
    return np.frombuffer(stored, dtype="<i8").astype(np.int64)


def load_qualities(
    connection: Connection, fingerprint: str, face_ids: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The size in pixels and the norm of these faces of this pack, which all have an embedding (two float32 arrays of
    shape (n,)). `face_ids` is int64 (n,).
    """
    columns = connection.execute(
        "SELECT face_id, size, norm FROM face JOIN embedding USING (face_id) WHERE fingerprint = ? ORDER BY face_id",
        [fingerprint],
    ).fetchnumpy()
    row = np.searchsorted(np.asarray(columns["face_id"]), face_ids)
    return np.asarray(columns["size"], dtype=np.float32)[row], np.asarray(columns["norm"], dtype=np.float32)[row]
