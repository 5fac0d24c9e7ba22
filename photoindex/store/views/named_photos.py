"""List the photos with names, and what is known about their faces, for other programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.domain.geometry import Box
from photoindex.domain.people import AssignmentStatus
from photoindex.store.database.connection import Connection


@dataclass(frozen=True, slots=True)
class NamedFace:
    """A face with a name; the box is in fractions of the upright photo."""

    name: str
    status: AssignmentStatus
    box: Box


@dataclass(frozen=True, slots=True)
class NamedPhoto:
    """A photo and its named faces, from left to right. `width` and `height` are those of the upright photo in pixels;
    `orientation` is the Exif value that turns the stored picture upright.
    """

    photo_id: int
    content_hash: str
    format: str
    width: int
    height: int
    orientation: int
    faces: tuple[NamedFace, ...]


# Photos about which something was written are listed even if nobody is known in them any more. If a photo was edited
# since, its file is known by the path, with or without the ending of a sidecar.
_WRITTEN = """
    SELECT photo_id FROM photo WHERE content_hash IN (SELECT content_hash FROM written_name)
    UNION SELECT photo_id FROM file WHERE missing_since IS NULL AND path IN (
        SELECT path FROM written_name UNION SELECT regexp_replace(path, '\\.xmp$', '', 'i') FROM written_name)
"""
_NAMED = f"""
WITH named AS (
    SELECT face.photo_id, name, status, x, y, face.width AS width, face.height AS height
    FROM face JOIN assignment USING (face_id) JOIN person USING (person_id)
    WHERE fingerprint = $fingerprint AND status IN (SELECT unnest($statuses::VARCHAR[]))
)
SELECT photo.photo_id, content_hash, format, photo.width, photo.height, orientation,
       name, status, x, y, named.width, named.height
FROM photo LEFT JOIN named USING (photo_id)
WHERE photo.photo_id IN (SELECT photo_id FROM file)
  AND CASE WHEN $everything THEN name IS NOT NULL OR photo.photo_id IN ({_WRITTEN})
           ELSE photo.photo_id IN (SELECT unnest($photos::BIGINT[])) END
ORDER BY photo.photo_id, x, y
"""


def named_photos(
    connection: Connection,
    fingerprint: str,
    statuses: Sequence[AssignmentStatus],
    photo_ids: Sequence[int] | None = None,
) -> list[NamedPhoto]:
    """These photos with their faces that have a name and one of these statuses. Without ids, all photos with such a
    face, and those about which something was written before.
    """
    values = {
        "fingerprint": fingerprint,
        "statuses": list(statuses),
        "everything": photo_ids is None,
        "photos": list(photo_ids or ()),
    }
    rows = connection.execute(_NAMED, values).fetchall()
    facts: dict[int, tuple[str, str, int, int, int]] = {}
    faces: dict[int, list[NamedFace]] = {}
    for photo_id, content_hash, kind, width, height, orientation, name, status, *sides in rows:
        facts[photo_id] = (content_hash, kind, width, height, orientation)
        named = faces.setdefault(photo_id, [])
        if name is not None:
            named.append(NamedFace(name, status, Box(*sides)))
    return [NamedPhoto(photo_id, *facts[photo_id], tuple(found)) for photo_id, found in faces.items()]
