"""Count what an index holds."""

from dataclasses import dataclass

from photoindex.store.database.connection import Connection
from photoindex.store.views.analyses import WAITING


@dataclass(frozen=True, slots=True)
class Totals:
    """The index in numbers.

    `photos` counts different contents, `files` counts present files, and `missing` counts missing files. These three
    numbers do not depend on the pack.

    `faces`, `not_faces`, `clusters` and `waiting` are counted for one pack. `not_faces` is the number of detections
    that are not faces; `faces` leaves them out, and `clusters` leaves out clusters that hold nothing else. `waiting` is
    the number of present files whose photos the pack has not analysed yet, or only with an earlier recipe. Files that
    could not be read do not count as waiting.
    """

    photos: int
    files: int
    missing: int
    failures: int
    faces: int
    clusters: int
    persons: int
    decisions: int
    waiting: int
    not_faces: int


@dataclass(frozen=True, slots=True)
class FailureKind:
    """A reason why files could not be read, and the number of these files. `reason` and `needs` have the same meaning
    as in `PhotoError`.
    """

    reason: str
    needs: str
    files: int


_NOT_FACES = """
SELECT face_id FROM assignment JOIN face USING (face_id) WHERE status = 'not-a-face' AND fingerprint = $fingerprint
"""
_TOTALS = f"""
SELECT (SELECT count(*) FROM photo),
       (SELECT count(*) FROM file WHERE missing_since IS NULL),
       (SELECT count(*) FROM file WHERE missing_since IS NOT NULL),
       (SELECT count(*) FROM failure),
       (SELECT count(*) FROM face WHERE fingerprint = $fingerprint AND face_id NOT IN ({_NOT_FACES})),
       (SELECT count(DISTINCT cluster_id) FROM membership WHERE face_id NOT IN ({_NOT_FACES})),
       (SELECT count(*) FROM person),
       (SELECT count(*) FROM decision),
       ({WAITING}),
       (SELECT count(*) FROM ({_NOT_FACES}))
"""


def count_all(connection: Connection, fingerprint: str) -> Totals:
    """The index in numbers, for the pack with this fingerprint."""
    row = connection.execute(_TOTALS, {"fingerprint": fingerprint}).fetchone()
    assert row is not None
    return Totals(*row)


def failure_kinds(connection: Connection) -> list[FailureKind]:
    """The reasons why files could not be read, the most frequent first."""
    rows = connection.execute(
        "SELECT reason, needs, count(*) FROM failure GROUP BY reason, needs ORDER BY count(*) DESC, reason, needs"
    ).fetchall()
    return [FailureKind(*row) for row in rows]
