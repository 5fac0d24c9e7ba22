"""List everybody in the library: persons and unnamed clusters, with their counts and dates."""

from dataclasses import dataclass
from datetime import datetime

from photoindex.store.database.connection import Connection


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person, or a cluster without a name (`name` is None). Missing photos are not counted."""

    kind: str
    id: int
    name: str | None
    faces: int
    confirmed: int
    photos: int
    first: datetime | None
    last: datetime | None


_PRESENT = """
WITH present AS (
    SELECT face_id, photo_id, taken_at FROM face JOIN photo USING (photo_id)
    WHERE fingerprint = $fingerprint
      AND photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL)
)
"""

_PERSONS = (
    _PRESENT
    + """
SELECT 'person', person.person_id, name, count(photo_id), count(photo_id) FILTER (status = 'confirmed'),
       count(DISTINCT photo_id), min(taken_at), max(taken_at)
FROM person
LEFT JOIN (SELECT * FROM assignment WHERE status <> 'suggested') AS assignment USING (person_id)
LEFT JOIN present USING (face_id)
GROUP BY person.person_id, name
ORDER BY count(photo_id) DESC, name
"""
)

_CLUSTERS = (
    _PRESENT
    + """
SELECT 'cluster', cluster_id, NULL, count(*), 0, count(DISTINCT photo_id), min(taken_at), max(taken_at)
FROM membership
JOIN present USING (face_id)
LEFT JOIN assignment USING (face_id)
WHERE status IS NULL OR status = 'suggested'
GROUP BY cluster_id
HAVING count(*) >= $smallest
ORDER BY count(*) DESC, cluster_id
"""
)

_REST = (
    _PRESENT
    + """
SELECT count(*) FILTER (coalesce(status, 'suggested') = 'suggested' AND cluster_id IS NULL),
       count(*) FILTER (status = 'ignored')
FROM present LEFT JOIN assignment USING (face_id) LEFT JOIN membership USING (face_id)
"""
)


def list_persons(connection: Connection, fingerprint: str) -> list[PersonRow]:
    """Every person with a name, sorted by the number of faces, highest first."""
    return [PersonRow(*row) for row in connection.execute(_PERSONS, {"fingerprint": fingerprint}).fetchall()]


def list_clusters(connection: Connection, fingerprint: str, *, smallest: int = 1) -> list[PersonRow]:
    """Clusters of at least `smallest` faces, largest first. Clusters that belong to a person or are ignored are left
    out.
    """
    values = {"fingerprint": fingerprint, "smallest": smallest}
    return [PersonRow(*row) for row in connection.execute(_CLUSTERS, values).fetchall()]


def count_rest(connection: Connection, fingerprint: str) -> tuple[int, int]:
    """The number of single faces (faces that are in no cluster and belong to no person), and the number of ignored
    faces.
    """
    row = connection.execute(_REST, {"fingerprint": fingerprint}).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def count_not_faces(connection: Connection, fingerprint: str) -> int:
    """The number of detections in present photos that are not faces."""
    row = connection.execute(
        _PRESENT + "SELECT count(*) FROM present JOIN assignment USING (face_id) WHERE status = 'not-a-face'",
        {"fingerprint": fingerprint},
    ).fetchone()
    assert row is not None
    return int(row[0])


_PORTRAITS = """
SELECT kind, id, arg_max(face_id, (chosen, NOT by_hand, score * size)) FROM (
    SELECT 'person' AS kind, person_id AS id, face_id,
           (person_id, face_id) IN (SELECT (person_id, face_id) FROM portrait) AS chosen
    FROM assignment WHERE person_id IS NOT NULL AND status <> 'suggested'
    UNION ALL
    SELECT 'cluster', cluster_id, face_id, FALSE FROM membership LEFT JOIN assignment USING (face_id)
    WHERE status IS NULL OR status = 'suggested')
JOIN face USING (face_id)
WHERE fingerprint = $fingerprint AND photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL)
GROUP BY kind, id
"""


def portraits(connection: Connection, fingerprint: str) -> dict[tuple[str, int], int]:
    """Map (`PersonRow.kind`, `PersonRow.id`) to the face that represents that person or cluster: the portrait that a
    human chose if it still belongs to the person and its photo is there, otherwise the best face.
    """
    rows = connection.execute(_PORTRAITS, {"fingerprint": fingerprint}).fetchall()
    return {(str(kind), int(number)): int(face_id) for kind, number, face_id in rows}
