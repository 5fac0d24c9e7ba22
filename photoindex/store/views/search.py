"""Find photos by the people in them and by the date on which they were taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.domain.people import AssignmentStatus
from photoindex.domain.photo import TakenFrom, TakenPrecision, Tolerated
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import path_of, text_of
from photoindex.store.tables.taken_dates import TAKEN_UNTIL


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A face in a found photo. If the face belongs to nobody, `name` is None and `status` is "none" or "ignored"."""

    face_id: int
    box: Box
    name: str | None
    status: str = "none"
    probability: float | None = None
    person_id: int | None = None
    cluster_id: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPhoto:
    """A photo that matches. `paths` are all present files that hold the photo: readable files come first, and each
    group is sorted by name. The first path represents the photo. If `away` is true, all these files are on offline
    disks.
    """

    photo_id: int
    content_hash: str
    paths: tuple[Path, ...]
    taken_at: datetime | None
    taken_precision: TakenPrecision
    taken_from: TakenFrom
    width: int
    height: int
    faces: tuple[FoundFace, ...]
    away: bool = False


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo as `show photo` prints it, with all files that hold it, including missing ones."""

    paths: tuple[Path, ...]
    photo_id: int
    content_hash: str
    format: str
    width: int
    height: int
    taken_at: datetime | None
    taken_precision: TakenPrecision
    taken_from: TakenFrom
    taken_trusted: bool
    camera: str | None
    latitude: float | None
    longitude: float | None
    damage: str | None
    tolerated: Tolerated


_PRESENT = """
WITH present AS (
    SELECT photo_id, list(path ORDER BY path) AS paths FROM file WHERE missing_since IS NULL GROUP BY photo_id
)
"""
_MATCHING = f"""
FROM photo JOIN present USING (photo_id)
WHERE (len($persons::BIGINT[]) = 0 OR photo_id IN (
        SELECT face.photo_id FROM assignment JOIN face USING (face_id)
        WHERE fingerprint = $fingerprint AND person_id IN (SELECT unnest($persons::BIGINT[]))
          AND status IN (SELECT unnest($statuses::VARCHAR[]))
        GROUP BY face.photo_id HAVING count(DISTINCT person_id) = len($persons::BIGINT[])))
  AND ($since::TIMESTAMP IS NULL OR {TAKEN_UNTIL} > $since::TIMESTAMP)
  AND ($until::TIMESTAMP IS NULL OR taken_at < $until::TIMESTAMP)
"""
_WITH_ALL = f"""
{_PRESENT}
SELECT photo_id, content_hash, paths, taken_at, taken_precision, taken_from, width, height
{_MATCHING}
ORDER BY taken_at NULLS LAST, paths[1]
LIMIT $limit::BIGINT OFFSET $skip::BIGINT
"""
_COUNT_WITH_ALL = f"{_PRESENT} SELECT count(*) {_MATCHING}"


def photos_with_all(
    connection: Connection,
    fingerprint: str,
    persons: Sequence[int],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    skip: int = 0,
    limit: int | None = None,
    statuses: Sequence[AssignmentStatus] = ("confirmed", "automatic"),
) -> list[FoundPhoto]:
    """The present photos that show all of these persons (all photos, if there are none), sorted by the date on which
    they were taken. Undated photos come last.

    Only faces whose status is in `statuses` count, and only these faces have names in the result. `since` is inclusive,
    `until` exclusive. If only the year, month or day of a photo is known, the photo matches if any moment of that year,
    month or day matches. A photo without a date matches neither bound.
    """
    values = {
        "fingerprint": fingerprint,
        "persons": list(persons),
        "statuses": list(statuses),
        "since": since,
        "until": until,
        "skip": skip,
        "limit": limit if limit is not None else 2**62,
    }
    rows = connection.execute(_WITH_ALL, values).fetchall()
    faces = _faces_by_photo(connection, [row[0] for row in rows], fingerprint, statuses)
    return [
        FoundPhoto(
            photo_id, content_hash, tuple(path_of(path) for path in paths), taken_at, precision, source, width, height,
            tuple(faces.get(photo_id, ())),
        )
        for photo_id, content_hash, paths, taken_at, precision, source, width, height in rows
    ]  # fmt: skip


def count_with_all(
    connection: Connection,
    fingerprint: str,
    persons: Sequence[int],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    statuses: Sequence[AssignmentStatus] = ("confirmed", "automatic"),
) -> int:
    """The number of photos that `photos_with_all` would return."""
    values = {"fingerprint": fingerprint, "persons": list(persons), "statuses": list(statuses), "since": since}
    row = connection.execute(_COUNT_WITH_ALL, values | {"until": until}).fetchone()
    return int(row[0]) if row else 0


def _faces_by_photo(
    connection: Connection, photo_ids: Sequence[int], fingerprint: str, statuses: Sequence[AssignmentStatus]
) -> dict[int, list[FoundFace]]:
    rows = connection.execute(
        "SELECT photo_id, face_id, x, y, width, height, name, coalesce(status, 'none'), probability, "
        "person_id, cluster_id FROM face LEFT JOIN membership USING (face_id) "
        "LEFT JOIN (SELECT * FROM assignment WHERE status IN (SELECT unnest(?::VARCHAR[]))) USING (face_id) "
        "LEFT JOIN person USING (person_id) "
        "WHERE fingerprint = ? AND photo_id IN (SELECT unnest(?::BIGINT[])) "
        "AND face_id NOT IN (SELECT face_id FROM assignment WHERE status = 'not-a-face') ORDER BY photo_id, x, y",
        [list(statuses), fingerprint, list(photo_ids)],
    ).fetchall()
    faces: dict[int, list[FoundFace]] = {}
    for photo_id, face_id, x, y, width, height, *who in rows:
        faces.setdefault(photo_id, []).append(FoundFace(face_id, Box(x, y, width, height), *who))
    return faces


_PHOTO_ROW = """
SELECT (SELECT list(path ORDER BY path) FROM file WHERE file.photo_id = photo.photo_id),
       photo_id, content_hash, format, width, height, taken_at, taken_precision,
       taken_from, taken_trusted,
       nullif(trim(concat_ws(' ', camera_make, camera_model)), ''), latitude, longitude, damage, tolerated
FROM photo WHERE photo_id = {which}
"""


def photo_at(connection: Connection, path: Path) -> PhotoRow | None:
    """The photo that the file at this path holds; None if the index does not know the path."""
    return _photo_row(connection, "(SELECT photo_id FROM file WHERE path = ?)", text_of(path))


def photo_with_id(connection: Connection, photo_id: int) -> PhotoRow | None:
    """The photo with this id; None if the index does not hold it, or knows no file that does."""
    return _photo_row(connection, "?", photo_id)


def _photo_row(connection: Connection, which: str, value: object) -> PhotoRow | None:
    row = connection.execute(_PHOTO_ROW.format(which=which), [value]).fetchone()
    if row is None or row[0] is None:
        return None
    paths, *facts = row
    return PhotoRow(tuple(path_of(text) for text in paths), *facts)
